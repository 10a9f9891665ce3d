// The command as a process: prepared, begun, signalled.

import CSpawn
import System

#if canImport(Glibc)
import Glibc
#endif

/// A command that is about to run, or runs, in a process group of its own.
final class ChildProcess {
    /// What the process is made of.
    struct Plan {
        let path: String
        let arguments: [String]
        let environment: [String: String]
        /// The terminal that it gets; -1 for none.
        let terminal: Int32
        let isolation: Isolation
        /// Files that it sees in place of others.
        let covers: [(source: String, target: String)]
        /// Ports of its own network on which listening sockets are made.
        let ports: [Int]
    }

    private var child: deepmock_child
    private let plan: Plan

    /// The process, which is also the group's.
    var id: Int32 { child.pid }
    /// The listening sockets of its own network; whoever takes them closes them.
    var sockets: [Int32] {
        unsafe withUnsafeBytes(of: child.sockets) { bytes in
            unsafe Array(bytes.bindMemory(to: Int32.self).prefix(child.socket_count))
        }
    }

    /// The socket of its own network that gets the questions for names; whoever takes it closes it. Nil without one.
    var nameSocket: Int32? { child.name_socket < 0 ? nil : child.name_socket }

    /// Makes the process and its world; it waits.
    init(_ plan: Plan) throws(ExecFailure) {
        self.plan = plan
        var child = deepmock_child()
        let environment = plan.environment.map { "\($0.key)=\($0.value)" }
        let result = unsafe withStrings([plan.path] + plan.covers.flatMap { [$0.source, $0.target] }) { strings in
            unsafe withStrings(plan.arguments) { arguments in
                unsafe withStrings(environment) { environment in
                    let covers = unsafe (0..<plan.covers.count).map { index in
                        unsafe deepmock_cover(source: strings[1 + index * 2], target: strings[2 + index * 2])
                    }
                    let ports = plan.ports.map { Int32($0) }
                    return unsafe covers.withUnsafeBufferPointer { covers in
                        unsafe ports.withUnsafeBufferPointer { ports in
                            var command = unsafe deepmock_command()
                            unsafe command.path = UnsafePointer(strings[0])
                            unsafe command.arguments = UnsafePointer(arguments)
                            unsafe command.environment = UnsafePointer(environment)
                            unsafe command.terminal = plan.terminal
                            unsafe command.has_mounts = plan.isolation == .none ? 0 : 1
                            unsafe command.has_network = plan.isolation == .full ? 1 : 0
                            unsafe command.covers = covers.baseAddress
                            unsafe command.cover_count = covers.count
                            unsafe command.ports = ports.baseAddress
                            unsafe command.port_count = ports.count
                            return unsafe deepmock_prepare(&command, &child)
                        }
                    }
                }
            }
        }
        self.child = child
        guard result == 0 else { throw failure }
    }

    /// Lets it become the command.
    func begin() throws(ExecFailure) {
        guard unsafe deepmock_begin(&child) == 0 else { throw failure }
    }

    /// Ends it before it has begun.
    func discard() {
        unsafe deepmock_discard(&child)
    }

    /// Sends a signal to the command and what it has started.
    func send(_ signal: Int32) {
        kill(-id, signal)
    }

    private var failure: ExecFailure {
        let reason = unsafe strerror(child.error).map { unsafe String(cString: $0) } ?? "error \(child.error)"
        switch child.step {
        case DEEPMOCK_USER_NAMESPACE: return .own(Isolation.refusal("a user namespace"))
        case DEEPMOCK_NAMESPACES: return .own(Isolation.refusal("mount and network namespaces"))
        case DEEPMOCK_MOUNT: return .own("--isolate cannot cover \(plan.covers[Int(child.index)].target): \(reason).")
        case DEEPMOCK_LOOPBACK: return .own("--isolate cannot begin a network of its own: \(reason).")
        case DEEPMOCK_LISTEN: return .own("--isolate cannot listen on port \(child.index): \(reason).")
        case DEEPMOCK_NAMES: return .own("--isolate cannot answer for names: \(reason).")
        case DEEPMOCK_EXEC: return .notExecutable(plan.path, reason)
        case DEEPMOCK_GONE: return .own("the process of the command has vanished before it began.")
        default: return .own("no process can be made for the command: \(reason).")
        }
    }
}

/// Calls `body` with C strings and a null pointer behind them.
private func withStrings<T>(_ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> T) -> T {
    var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("The list ends with a null pointer.") }
        return unsafe body(start)
    }
}
