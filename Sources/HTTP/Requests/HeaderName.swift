// The names of the header lines that the server itself looks for, recognised once while a head is parsed.

import System

/// A known header name. Looking for a line by it takes no comparison of texts, and none at all when there is no such line.
public enum HeaderName: UInt8, Sendable {
    case accessControlRequestHeaders, accessControlRequestMethod, accessControlRequestPrivateNetwork
    case authorization, connection, contentEncoding, contentLength, contentType
    case deepmockFaultPlan, deepmockID, deepmockTenant
    case expect, host, origin, proxyAuthorization, transferEncoding

    /// In lower case.
    var text: StaticString {
        switch self {
        case .accessControlRequestHeaders: "access-control-request-headers"
        case .accessControlRequestMethod: "access-control-request-method"
        case .accessControlRequestPrivateNetwork: "access-control-request-private-network"
        case .authorization: "authorization"
        case .connection: "connection"
        case .contentEncoding: "content-encoding"
        case .contentLength: "content-length"
        case .contentType: "content-type"
        case .deepmockFaultPlan: "x-deepmock-fault-plan"
        case .deepmockID: "x-deepmock-id"
        case .deepmockTenant: "x-deepmock-tenant"
        case .expect: "expect"
        case .host: "host"
        case .origin: "origin"
        case .proxyAuthorization: "proxy-authorization"
        case .transferEncoding: "transfer-encoding"
        }
    }

    /// The known name that the bytes are, in any case; nil for any other name.
    init?(_ bytes: Span<UInt8>) {
        guard let candidate = Self.candidate(of: bytes), bytes.equals(lowercase: candidate.text) else { return nil }
        self = candidate
    }

    /// Length and first letter leave one name.
    private static func candidate(of bytes: Span<UInt8>) -> HeaderName? {
        guard bytes.count > 0 else { return nil }
        switch (bytes.count, bytes[0] | 0x20) {
        case (4, UInt8(ascii: "h")): return .host
        case (6, UInt8(ascii: "e")): return .expect
        case (6, UInt8(ascii: "o")): return .origin
        case (10, UInt8(ascii: "c")): return .connection
        case (12, UInt8(ascii: "c")): return .contentType
        case (13, UInt8(ascii: "a")): return .authorization
        case (13, UInt8(ascii: "x")): return .deepmockID
        case (14, UInt8(ascii: "c")): return .contentLength
        case (16, UInt8(ascii: "c")): return .contentEncoding
        case (17, UInt8(ascii: "t")): return .transferEncoding
        case (17, UInt8(ascii: "x")): return .deepmockTenant
        case (19, UInt8(ascii: "p")): return .proxyAuthorization
        case (21, UInt8(ascii: "x")): return .deepmockFaultPlan
        case (29, UInt8(ascii: "a")): return .accessControlRequestMethod
        case (30, UInt8(ascii: "a")): return .accessControlRequestHeaders
        case (38, UInt8(ascii: "a")): return .accessControlRequestPrivateNetwork
        default: return nil
        }
    }
}

/// A set of known names, a bit for each.
struct HeaderNames: Sendable {
    private var bits: UInt32 = 0

    func contains(_ name: HeaderName) -> Bool { bits & 1 << UInt32(name.rawValue) != 0 }

    mutating func insert(_ name: HeaderName) { bits |= 1 << UInt32(name.rawValue) }
}
