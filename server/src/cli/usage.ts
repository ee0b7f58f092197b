/** Something that was asked and cannot be done: one line on standard error, exit status 2. */
export class CannotDo extends Error {}

export const USAGE = `usage: quadlet-stack lint    [PATH…] [--target NAME=VERSION]… [--ram SIZE] [--format text|json|sarif|github] [--max-warnings N]
       quadlet-stack preview DIR     [--target podman=VERSION] [--root]
       quadlet-stack tune    --ram SIZE [--cpus N] [--connections N] [--profile web|oltp|dw|desktop|mixed] [--storage ssd|hdd|san|nvme]
                             [--services LIST] [--formula safe|pgtune|guide] [--target postgres=VERSION] [--format text|json]
       quadlet-stack budget  DIR --ram SIZE [--cpus N] [--format text|json]
       quadlet-stack format  [PATH…] [--check]
       quadlet-stack server  --stdio`;
