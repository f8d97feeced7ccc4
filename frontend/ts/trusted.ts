// Text becomes markup or a script's address here and nowhere else. Pages come from our
// own server, which escapes what people wrote; a script of another origin is refused, and
// text never becomes a script, for no rule says how.

interface Rules {
  createHTML: (text: string) => string;
  createScriptURL: (address: string) => string;
}
interface Factory {
  defaultPolicy: unknown;
  createPolicy: (name: string, rules: Rules) => unknown;
}

const factory = (window as { trustedTypes?: Factory }).trustedTypes;

function ofOurs(address: string): string {
  if (new URL(address, location.href).origin !== location.origin) throw new TypeError(address);
  return address;
}

if (factory && !factory.defaultPolicy) {
  factory.createPolicy("default", { createHTML: (text) => text, createScriptURL: ofOurs });
}
