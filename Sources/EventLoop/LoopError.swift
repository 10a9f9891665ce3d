// A failure reported by libuv, with its number and name.

import CLibUV

/// A failed call to libuv, or a failed operation that libuv carried out.
public struct LoopError: Error, Sendable, Equatable {
    /// libuv's error number: a negated `errno`, or one of libuv's own.
    public let code: Int32
    /// What failed, for example `listen on 127.0.0.1:8484`.
    public let operation: String

    /// Creates an error.
    public init(code: Int32, operation: String) {
        self.code = code
        self.operation = operation
    }

    /// The error of an operation that its owner cancelled.
    static func cancelled(_ operation: String) -> LoopError {
        LoopError(code: UV_ECANCELED.rawValue, operation: operation)
    }

    /// Throws if `result` is an error number of libuv.
    static func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(LoopError) {
        guard result < 0 else { return }
        throw LoopError(code: result, operation: operation())
    }

    /// libuv's name of the error, for example `EADDRINUSE`.
    public var name: String {
        unsafe uv_err_name(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// What to tell a user.
    public var message: String {
        let reason = unsafe uv_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return "cannot \(operation): \(reason)."
    }

    /// Whether the address is already in use.
    public var isAddressInUse: Bool { code == UV_EADDRINUSE.rawValue }
    /// Whether the machine does not have the address, or its whole family.
    public var isAddressMissing: Bool { code == UV_EADDRNOTAVAIL.rawValue || code == UV_EAFNOSUPPORT.rawValue }
    /// Whether nothing listens at the address.
    public var isConnectionRefused: Bool { code == UV_ECONNREFUSED.rawValue }
}
