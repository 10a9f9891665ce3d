// An answer between its rendering and the commit of its turn.

import HTTP

/// An answer that waits for its turn to be committed.
struct HeldReply {
    let context: RequestContext
    let response: Response
}
