// Why a server could not start, in one sentence.

import Contract
import Emulator
import EventLoop
import JSON
import Store
import System
import TLS

/// Explains failures to start.
public enum HostFailure {
    /// The message for the user who started the server.
    public static func sentence(for error: any Error) -> String {
        switch error {
        case let error as LoopError: error.message
        case let error as StoreError: error.message
        case let error as SystemError: error.message
        case let error as Problem: error.message
        case let error as TLSFailure: error.message + "."
        case let error as BindingError: error.description
        case let error as UnusableTemporaryDirectory: error.message
        default: "\(error)"
        }
    }
}
