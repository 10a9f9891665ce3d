// Answers as tests look at them.

import HTTP
import JSON
import System

/// An answer of the emulator.
public struct TestAnswer {
    /// HTTP status.
    public let status: Int
    /// Headers in order.
    public let headers: Headers
    /// The whole body.
    public let body: [UInt8]

    /// Whether a fault plan had its hand in it.
    public let isFaulty: Bool

    init(_ response: Response) {
        isFaulty = response.fault != nil
        status = response.status
        headers = response.headers
        body = (try? response.body.beginning(maximum: .max)) ?? []
    }

    /// The body as JSON; null when it is not JSON.
    public var json: JSON { (try? JSON(parsing: body)) ?? .null }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The first header with that name.
    public func header(_ name: String) -> String? { headers.first(name) }

    /// A member of the body, by keys and indexes.
    public subscript(path: JSONPathPart...) -> JSON? {
        path.reduce(json) { value, part in
            switch part {
            case .key(let key): value?[key]
            case .index(let index): value?[index]
            }
        }
    }
}

/// One step into a JSON value, written as a text or a number.
public enum JSONPathPart: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case key(String)
    case index(Int)

    /// A member of an object.
    public init(stringLiteral value: String) { self = .key(value) }

    /// An element of an array.
    public init(integerLiteral value: Int) { self = .index(value) }
}
