// Answers in the journal: small bodies are kept whole, large ones truncated, files not at all.

import HTTP

/// An answer in the journal. It is kept for requests that were refused or failed, and for all while somebody looks on.
public struct JournalAnswer: Sendable {
    /// Its headers, without those that frame the body.
    public let headers: Headers
    /// Its body, or what is kept of it.
    public internal(set) var body: JournalBody

    init(_ response: Response) {
        headers = response.headers
        switch response.body {
        case .none: body = .none
        case .bytes(let bytes):
            // A small body shares its bytes with the response.
            let isWhole = bytes.count <= JournalBody.capacity
            body = .bytes(isWhole ? bytes : Array(bytes[..<JournalBody.beginning]), size: bytes.count)
        case .payload, .sequence: body = .bytes([], size: response.body.count)
        }
    }
}
