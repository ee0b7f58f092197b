import type { StackContext } from './context.ts';
import { limitsFor, unitText } from './unit.ts';

export const nginxUnit = (stack: StackContext): string => unitText({
  Unit: [`Description=Nginx of ${stack.name}`, stack.has('django') ? 'Requires=django.service' : undefined, stack.has('django') ? 'After=django.service' : undefined],
  Container: [
    'Image=docker.io/library/nginx:1.28-alpine',
    'ContainerName=nginx',
    `Network=${stack.name}.network`,
    'PublishPort=8080:80',
    'PublishPort=8443:443',
    ['Volume=./nginx.conf:/etc/nginx/nginx.conf:ro,Z', 'Volume=./tls:/etc/nginx/tls:ro,Z'],
    ['HealthCmd=nginx -t -q', 'HealthInterval=60s', 'HealthTimeout=5s', 'HealthRetries=3'],
    limitsFor(stack.plan.services.nginx, 'Container', stack.podman),
    ['NoNewPrivileges=true'],
  ],
  Service: ['Restart=always', 'RestartSec=5', 'TimeoutStartSec=300', ...limitsFor(stack.plan.services.nginx, 'Service', stack.podman)],
  Install: ['WantedBy=default.target'],
});

/** TLS in front of the application; of the files in the image where the stack has no application. */
export const nginxConf = (stack: StackContext): string => `# Nginx of ${stack.name}.
worker_processes ${stack.value('nginx', 'worker_processes')};

events {
    worker_connections ${stack.value('nginx', 'worker_connections')};
}

http {
    server_tokens off;
    client_max_body_size 10m;
    keepalive_timeout 65s;
    access_log /dev/stdout;
    error_log /dev/stderr warn;

${stack.has('django') ? UPSTREAM : ''}    server {
        listen 80;
        return 301 https://$host$request_uri;
    }

    server {
        listen 443 ssl;
        server_name example.com;

        ssl_certificate /etc/nginx/tls/fullchain.pem;
        ssl_certificate_key /etc/nginx/tls/privkey.pem;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_cache shared:tls:10m;

${stack.has('django') ? LOCATIONS : FILES}    }
}
`;

const UPSTREAM = `    limit_req_zone $binary_remote_addr zone=login:10m rate=5r/m;

    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' '';
    }

    upstream django {
        server django:8000 max_fails=3 fail_timeout=10s;
        keepalive 32;
    }

`;

/** WebSockets, and a limit on log-ins. */
const LOCATIONS = `        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;

        location / {
            proxy_pass http://django;
        }

        location /ws/ {
            proxy_pass http://django;
            proxy_read_timeout 1h;
        }

        location /accounts/login/ {
            limit_req zone=login burst=5 nodelay;
            proxy_pass http://django;
        }
`;

const FILES = `        root /usr/share/nginx/html;
`;
