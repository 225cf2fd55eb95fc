// Package flowtest has flows for tests: written by hand in a few words, or drawn by chance.
//
// Random flows can be run: an interpreter that knows nothing of the analyser, nor of the packages that read expressions, says
// what every expression really was. Check holds an analysis against that.
package flowtest
