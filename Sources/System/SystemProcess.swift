// This process.

import CMalloc
import CProcess

#if canImport(Glibc)
import Glibc
#endif

/// This process: its id, memory, limits and end.
public enum SystemProcess {
    /// The process id.
    public static var id: Int { Int(getpid()) }

    /// The name of this machine; empty if it has none.
    public static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Raises the limit of open files as far as allowed.
    public static func raiseOpenFileLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many files and sockets may be open.
    public static var openFileLimit: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return Int(clamping: limit.rlim_cur)
    }

    /// The resident memory in bytes; 0 if unknown.
    public static var residentBytes: Int {
        guard let file = try? File(opening: "/proc/self/statm", mode: .read),
            let bytes = try? file.read(at: 0, count: 256)
        else { return 0 }
        let pages = String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * Int(getpagesize())
    }

    /// Lets blocks of a megabyte or more go back to the system as soon as they are freed. glibc would keep them for the
    /// thread that had them, once it has seen a large one come and go.
    public static func returnLargeBlocks() {
        deepmock_map_blocks_from(1 << 20)
    }

    /// Gives back the memory of the program's code, most of which only the start has used. What is run from now on comes back
    /// by itself.
    public static func returnCode() {
        deepmock_return_code()
    }

    /// Ends the process at once, without running exit handlers.
    public static func exitNow(status: Int32) -> Never { _exit(status) }
}
