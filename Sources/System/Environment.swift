// Environment variables.

#if canImport(Glibc)
import Glibc
#endif

/// The environment of the process.
public enum Environment {
    /// The value of a variable; nil if it is not set.
    public static subscript(name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
