// The certificate authority of an installation, as files.

import Foundation
import TLS
import Testing

@Suite("Certificate authority")
struct AuthorityFolderTests {
    private func inFolder<T>(_ body: (AuthorityFolder) throws -> T) throws -> T {
        let path = NSTemporaryDirectory() + "deepmock-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(AuthorityFolder(path + "/state"))
    }

    private func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }

    @Test("it is made once, and read afterwards; nobody else can read its key")
    func made() throws {
        try inFolder { folder in
            let first = try folder.open(now: Handshake.now)
            let second = try folder.open(now: Handshake.now + 86_400)
            #expect(first.certificatePEM == second.certificatePEM)
            #expect(try Array(Data(contentsOf: URL(filePath: folder.certificatePath))) == first.certificatePEM)
            #expect(try mode(folder.path + "/ca-key.pem") == 0o600)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["ca-key.pem", "ca.pem"])
        }
    }

    @Test("who comes at once gets the same one")
    func atOnce() async throws {
        let path = NSTemporaryDirectory() + "deepmock-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let found = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<8 { group.addTask { try? AuthorityFolder(path).open(now: Handshake.now).certificatePEM } }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(found.count == 1 && found.first != .some(nil))
    }

    @Test("one that ends soon is replaced, and one that was damaged is not touched")
    func ends() throws {
        try inFolder { folder in
            let first = try folder.open(now: Handshake.now)
            let second = try folder.open(now: Handshake.now + 3640 * 86_400)
            #expect(first.certificatePEM != second.certificatePEM)
            let key = URL(filePath: folder.path + "/ca-key.pem")
            try Data("nonsense".utf8).write(to: key)
            #expect(throws: TLSFailure.self) { try folder.open(now: Handshake.now) }
            #expect(try Data(contentsOf: key) == Data("nonsense".utf8))
        }
    }
}
