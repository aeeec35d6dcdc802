const MASK = '***';

// The greedy tail takes an unencoded "@" inside the password with it.
const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s]*@/gi;
const PARAMETER = /\b((?:ssl)?password|pwd)=[^&\s'"]+/gi;

/** `text` without any of `secrets` (longest first) and without the password of any URL in it. */
export function masked(text: string, secrets: readonly string[] = []): string {
  const plain = secrets
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, MASK)), text);
  return plain.replace(USER_INFO, `$1:${MASK}@`).replace(PARAMETER, `$1=${MASK}`);
}

/** Every form in which a password may turn up in output. */
export function secretForms(password: string, asWritten: string | null): string[] {
  const forms = [password, encodeURIComponent(password), encodeURI(password), JSON.stringify(password).slice(1, -1)];
  return [...new Set(asWritten === null ? forms : [...forms, asWritten])];
}
