// The methods that contracts use, as a set of bits.

/// A set of request methods.
struct MethodSet: OptionSet, Sendable {
    let rawValue: UInt8

    static let get = MethodSet(rawValue: 1)
    static let post = MethodSet(rawValue: 2)
    static let put = MethodSet(rawValue: 4)
    static let patch = MethodSet(rawValue: 8)
    static let delete = MethodSet(rawValue: 16)

    /// The member names of a path item, in the order in which operations are listed.
    static let names = ["get", "post", "put", "patch", "delete"]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The set with the method of a request. HEAD counts as GET; methods that no contract uses give the empty set.
    init(request method: String) {
        switch method {
        case "GET", "HEAD": self = .get
        case "POST": self = .post
        case "PUT": self = .put
        case "PATCH": self = .patch
        case "DELETE": self = .delete
        default: self = []
        }
    }

    /// The value of an `Allow` header (RFC 9110 10.2.1): HEAD comes with GET, OPTIONS always.
    var allow: [String] {
        var names: [String] = []
        if contains(.get) { names += ["GET", "HEAD"] }
        if contains(.post) { names.append("POST") }
        if contains(.put) { names.append("PUT") }
        if contains(.patch) { names.append("PATCH") }
        if contains(.delete) { names.append("DELETE") }
        names.append("OPTIONS")
        return names
    }
}
