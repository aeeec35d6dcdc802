/** Stands in for @actions/http-client in the bundle: the Action uses no network, and its reader can see that there is no code for it. */
export class HttpClient {
  constructor() {
    throw new Error('the Windlass Action has no network code');
  }
}

/** Likewise for its `lib/auth`. */
export class BearerCredentialHandler extends HttpClient {}
