// What a live test says when the other side did not do its part.

/// Why a live test cannot go on.
struct LiveFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
