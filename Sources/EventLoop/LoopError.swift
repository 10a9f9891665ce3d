// What libuv refused, with the number and the name it gave.

import CLibUV

/// A call to libuv, or an operation that it carried, that failed.
public struct LoopError: Error, Sendable, Equatable {
    /// libuv's error number: a negated `errno`, or one of libuv's own.
    public let code: Int32
    /// What was being done, for example `listen on 127.0.0.1:8484`.
    public let operation: String

    /// An error from its parts.
    public init(code: Int32, operation: String) {
        self.code = code
        self.operation = operation
    }

    /// An operation that its owner gave up.
    static func cancelled(_ operation: String) -> LoopError {
        LoopError(code: UV_ECANCELED.rawValue, operation: operation)
    }

    /// Throws when `result` is one of libuv's error numbers.
    static func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(LoopError) {
        guard result < 0 else { return }
        throw LoopError(code: result, operation: operation())
    }

    /// libuv's name of the error, for example `EADDRINUSE`.
    public var name: String {
        unsafe uv_err_name(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// One sentence for a person.
    public var message: String {
        let reason = unsafe uv_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return "cannot \(operation): \(reason)."
    }

    /// Whether somebody else has the address already.
    public var isAddressInUse: Bool { code == UV_EADDRINUSE.rawValue }
    /// Whether nobody listens at the other end.
    public var isConnectionRefused: Bool { code == UV_ECONNREFUSED.rawValue }
}
