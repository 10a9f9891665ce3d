// Contracts.

import Contract
import Embedding

/// Contract files, from YAML to compiled checks.
enum ContractText {
    static func read(_ bytes: [UInt8]) throws -> Bool {
        var reader = YAMLReader()
        guard let content = reader.read(String(decoding: bytes, as: UTF8.self)) else { return false }
        let files = [ContractFile(platform: "alpha", name: "alpha/openapi.yaml", content: content)]
        let findings = Checker.check(files)
        let bundle = Assembler.assemble(files)
        guard reader.problems.isEmpty, !findings.contains(where: { $0.severity == .error }) else { return false }
        do {
            try Contracts(catalogue: Catalogue(routeIndex: bundle.routes), bundle: bundle).compileAll()
        } catch {
            throw BrokenPromise(description: "What the checker passes compiles: \(error)")
        }
        return true
    }
}
