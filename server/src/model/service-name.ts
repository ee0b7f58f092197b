/**
 * What a service can be called by whoever renames it: a name that Podman takes for its container, and behind it the `@`
 * of a template with an instance or without. The client asks for it, the server for what a command hands it.
 */
export const SERVICE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*(?:@[a-zA-Z0-9_.-]*)?$/;
