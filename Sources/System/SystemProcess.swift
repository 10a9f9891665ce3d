// The process itself.

#if canImport(Glibc)
import Glibc
#endif

/// Facts about this process.
public enum SystemProcess {
    /// Its number.
    public static var id: Int { Int(getpid()) }

    /// Lets the process open as many files as it may.
    public static func raiseOpenFileLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Bytes of memory that are resident; 0 when the system does not tell.
    public static var residentBytes: Int {
        guard let file = try? File(opening: "/proc/self/statm", mode: .read),
            let bytes = try? file.read(at: 0, count: 256)
        else { return 0 }
        let pages = String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * Int(getpagesize())
    }

    /// Ends the process at once, without running anything that waits for its end.
    public static func exitNow(status: Int32) -> Never { _exit(status) }
}
