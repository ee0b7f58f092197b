import { podmanSize, say } from '../../model/values/units.ts';
import { APPLICATION, type StackContext } from './context.ts';

/** How to start the stack, and what its memory is shared out to. */
export function readme(stack: StackContext, files: readonly string[]): string {
  const { name, plan } = stack;
  const database = stack.has('postgres') || stack.has('pgbouncer');
  const redis = stack.has('redis') || stack.has('redis-cache');
  const application = APPLICATION.some(stack.has);
  const secrets: string[] = [];
  const made = (variable: string, secret: string): void => void secrets.push(`${variable}=$(openssl rand -hex 24)`, `printf %s "$${variable}" | podman secret create ${secret} -`);
  if (database) made('db', `${name}-db-password`);
  if (stack.has('pgbouncer')) secrets.push(`printf '"${stack.module}" "%s"\\n' "$db" | podman secret create ${name}-pgbouncer-userlist -`);
  if (redis) {
    made('redis', `${name}-redis-password`);
    secrets.push(`printf 'requirepass %s\\n' "$redis" | podman secret create ${name}-redis-auth -`);
  }
  if (application) secrets.push(`openssl rand -hex 48 | podman secret create ${name}-secret-key -`);
  if (stack.has('flower')) secrets.push(`printf 'admin:%s' "$(openssl rand -hex 12)" | podman secret create ${name}-flower-auth -`);
  const units = Object.keys(plan.services).map((service) => `${service}.service`);
  const rows = Object.entries(plan.services).map(([service, { memory, worst }]) => `| ${service} | ${podmanSize(memory)} | ${worst === undefined ? 'its limit' : say(worst.total)} |`);
  const steps: string[] = [`Copy this folder to \`~/.config/containers/systemd/${name}\`; units lie directly in it.`];
  if (secrets.length > 0) steps.push(`Make the secrets, once:\n\n   \`\`\`sh\n${secrets.map((line) => `   ${line}`).join('\n')}\n   \`\`\``);
  if (application) steps.push(`Build the application's image: \`podman build -t localhost/${name}:latest PATH\`.`);
  if (stack.has('nginx')) steps.push('Put `fullchain.pem` and `privkey.pem` into the folder `tls`. Nginx listens on 8080 and 8443: ports below 1024 are not for users.');
  steps.push(`Let systemd read the units, and start them; what they need starts with them:\n\n   \`\`\`sh\n   systemctl --user daemon-reload\n   systemctl --user start ${units.join(' ')}\n   loginctl enable-linger\n   \`\`\``);
  steps.push('See that all are up: `systemctl --user list-units --type=service` and `podman ps`.');
  const url = stack.has('redis') ? 'CELERY_BROKER_URL' : 'CACHE_URL';
  const django = stack.has('django') && redis ? `
## settings.py

The URLs in \`.env\` hold no password; put it in where they are read:

\`\`\`python
import os
from urllib.parse import quote

def redis_url(name):
    return os.environ[name].replace("redis://", f"redis://:{quote(os.environ['REDIS_PASSWORD'])}@", 1)

${url} = redis_url("${url}")
\`\`\`
` : '';
  return `# ${name}

A stack of Podman Quadlet units for a server with ${say(plan.ram)} of RAM.

## Start

${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}
${django}
## Memory

| container | limit | at the worst |
|---|---|---|
${rows.join('\n')}
| the system | ${podmanSize(plan.reserve)} | |

Another size of RAM: run *Quadlet Stack: Tune for RAM…*, or \`quadlet-stack tune --ram SIZE\`.

## Files

${files.map((file) => `- \`${file}\``).join('\n')}
`;
}
