// The files that an isolated command sees in place of the machine's.

import System

/// Makes the files for one command.
struct Covers {
    /// A file, and the one that is covered by it.
    typealias Cover = (source: String, target: String)

    private let command: ExecRun.Command
    private let folder: String
    private let bundle: String
    private let environment: [String: String]

    /// - Parameters:
    ///   - folder: where the files are made.
    ///   - bundle: the file with all certificates that the command trusts.
    init(_ command: ExecRun.Command, folder: String, bundle: String, _ environment: [String: String]) {
        self.command = command
        self.folder = folder
        self.bundle = bundle
        self.environment = environment
    }

    /// Writes the files.
    ///
    /// - Parameter services: the names that lead to this machine.
    func files(services: [String]) throws -> [Cover] {
        try Files.allowReading(bundle)
        let hosts = Isolation.hosts(services, before: contents("/etc/hosts"))
        var covers = [try cover("/etc/hosts", with: hosts)]
        if command.isolation == .full { covers += try nameCovers() }
        for target in try bundles() where !covers.contains(where: { $0.target == target }) {
            covers.append((bundle, target))
        }
        return covers
    }

    /// Names are asked for in the isolated network alone.
    private func nameCovers() throws -> [Cover] {
        var covers: [Cover] = []
        if let target = SystemTrust.realPath("/etc/resolv.conf") {
            covers.append(try cover(target, with: Isolation.resolver))
        }
        if let target = SystemTrust.realPath("/etc/nsswitch.conf") {
            covers.append(try cover(target, with: Isolation.nameSources(contents(target))))
        }
        return covers
    }

    /// The bundles of certificates that the command may read.
    private func bundles() throws -> [String] {
        var bundles: [String] = []
        for file in command.certificateFiles {
            guard let real = SystemTrust.realPath(file) else {
                throw ExecFailure.own("--ca-file: \(file) does not exist.")
            }
            bundles.append(real)
        }
        return bundles + SystemTrust.systemBundles + SystemTrust.certifiBundles(of: command.words, environment)
    }

    private func contents(_ path: String) -> [UInt8] { (try? Files.read(path, maximumBytes: 1 << 20)) ?? [] }

    private func cover(_ target: String, with bytes: [UInt8]) throws -> Cover {
        let path = folder + "/" + (target.split(separator: "/").last.map(String.init) ?? target)
        try Files.writeAtomically(bytes, to: path)
        try Files.allowReading(path)
        return (path, target)
    }
}
