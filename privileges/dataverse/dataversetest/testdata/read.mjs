// Reads users, their roles and what the roles grant with a client of another author, and prints what it read as JSON.
// Arguments: the folder that holds node_modules, the origin of the Web API, the origin of the authority, the tenant, the
// client id. The secret is on the standard input. NODE_EXTRA_CA_CERTS names the certificate to trust.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const [folder, origin, authority, tenant, client] = process.argv.slice(2);
const { DynamicsWebApi } = createRequire(folder + "/")("dynamics-web-api");

const form = new URLSearchParams({
  grant_type: "client_credentials", client_id: client, client_secret: (await text(process.stdin)).trim(), scope: origin + "/.default",
});
const reply = await fetch(`${authority}/${tenant}/oauth2/v2.0/token`, { method: "POST", body: form });
if (!reply.ok) throw new Error("no token: " + (await reply.text()));
const token = (await reply.json()).access_token;

const api = new DynamicsWebApi({ serverUrl: origin, dataApi: { version: "9.2" }, onTokenRefresh: async () => token });

const users = await api.retrieveAll({
  collection: "systemusers", select: ["systemuserid", "fullname", "applicationid"], filter: "applicationid ne null", maxPageSize: 1,
});
const people = [];
for (const user of users.value) {
  const roles = await api.retrieveMultiple({
    collection: `systemusers(${user.systemuserid})/systemuserroles_association`, select: ["roleid", "name", "_parentrootroleid_value"],
  });
  people.push({ id: user.systemuserid, app: user.applicationid, roles: roles.value.map((r) => r.roleid) });
}
const roles = await api.retrieveAll({ collection: "roles", select: ["roleid", "name"], filter: "componentstate eq 0", maxPageSize: 2 });
const grants = {};
for (const role of roles.value) {
  const answer = await api.callFunction({ name: "RetrieveRolePrivilegesRole", parameters: { RoleId: role.roleid } });
  grants[role.roleid] = answer.RolePrivileges.map((p) => `${p.PrivilegeName} ${p.PrivilegeId} ${p.Depth}`);
}
let refused = "";
try {
  await api.retrieveMultiple({ collection: "nothings", select: ["name"] });
} catch (e) {
  refused = `${e.status} ${e.code}`;
}
const me = await api.callFunction("WhoAmI");
console.log(JSON.stringify({ me: me.UserId, people, grants, refused }));
