// Command rolefit says which Dataverse privileges the flows of an exported solution need, compares them with the roles
// an application user holds, and writes the minimal role.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := program{in: os.Stdin, out: os.Stdout, err: os.Stderr, terminal: isTerminal(os.Stderr)}.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
