// Environment variables.

#if canImport(Glibc)
import Glibc
#endif

/// The environment of the process.
public enum Environment {
    /// Longer environments are not read whole, in bytes.
    private static let maximumBytes = 8 << 20

    /// The value of a variable; nil if it is not set.
    public static subscript(name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// The names of the variables that the process was started with, in their order; none where the system does not
    /// tell.
    public static var names: [String] {
        let bytes = (try? File(opening: "/proc/self/environ", mode: .read).read(at: 0, count: maximumBytes)) ?? []
        return bytes.split(separator: 0).map { entry in
            String(decoding: entry.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
        }
    }
}
