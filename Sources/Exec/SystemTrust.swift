// What the machine trusts already: bundles of certificates of the system, and of Python.

import System

#if canImport(Glibc)
import Glibc
#endif

/// Finds bundles of trusted certificates.
enum SystemTrust {
    /// No bundle is larger, in bytes.
    private static let maximumBytes = 8 << 20
    /// Where distributions keep theirs: Debian and Alpine, Fedora, SUSE, Alpine again.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    /// The bundles that are there, each file once.
    static var systemBundles: [String] {
        var real: [String] = []
        for path in bundles { if let file = realPath(path), !real.contains(file) { real.append(file) } }
        return real
    }

    /// The certificates that the command's environment trusts: those of the file that it names, else the system's.
    static func roots(_ environment: [String: String]) -> [UInt8] {
        let named = environment["SSL_CERT_FILE"].map { [$0] } ?? []
        for path in named + systemBundles {
            if let bytes = try? Files.read(path, maximumBytes: maximumBytes), !bytes.isEmpty { return bytes }
        }
        return []
    }

    /// The bundles of the package certifi that the command's Python has. The Python that the command itself names is
    /// asked, and those that the environment leads to.
    static func certifiBundles(of command: [String], _ environment: [String: String]) -> [String] {
        var pythons = command.prefix(2).filter(isPython)
        if let environment = environment["VIRTUAL_ENV"] { pythons.append(environment + "/bin/python") }
        pythons += interpreter(of: command.first, environment) + ["python3", "python"]
        var (asked, found): ([String], [String]) = ([], [])
        for word in pythons {
            guard let path = try? CommandPath.find(word, searchPath: environment["PATH"] ?? ""), !asked.contains(path)
            else { continue }
            asked.append(path)
            if let file = certifi(of: path), let real = realPath(file), !found.contains(real) { found.append(real) }
        }
        return found
    }

    private static func isPython(_ word: String) -> Bool {
        word.split(separator: "/").last.map { $0.hasPrefix("python") || $0.hasPrefix("pypy") } ?? false
    }

    /// The Python in the first line of a script, such as pytest's.
    private static func interpreter(of word: String?, _ environment: [String: String]) -> [String] {
        guard let word, let path = try? CommandPath.find(word, searchPath: environment["PATH"] ?? ""),
            let file = try? File(opening: path, mode: .read), let start = try? file.read(at: 0, count: 512),
            start.starts(with: "#!".utf8)
        else { return [] }
        let line = String(decoding: start.dropFirst(2).prefix { $0 != 0x0A }, as: UTF8.self)
        return line.split(separator: " ").map(String.init).filter(isPython)
    }

    /// Asks a Python where its certifi is; nil if it has none.
    private static func certifi(of python: String) -> String? {
        guard !python.contains("'") else { return nil }
        let question = "'\(python)' -c 'import certifi; print(certifi.where())' </dev/null 2>/dev/null"
        guard let pipe = unsafe popen("timeout 10 " + question, "re") else { return nil }
        defer { unsafe pclose(pipe) }
        var line = [CChar](repeating: 0, count: 4096)
        guard unsafe fgets(&line, Int32(line.count), pipe) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 && $0 != 0x0A }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.hasPrefix("/") ? text : nil
    }

    /// The file behind links; nil if there is none.
    static func realPath(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
