// All contracts of the package: read, checked and packed.

import Contract
import JSON

/// The checked contracts.
struct ContractFolder {
    /// The texts for the binary.
    let bundle: ContractBundle

    init(inputs: Inputs, log: inout ProblemLog) {
        var files: [ContractFile] = []
        var readers: [String: (path: String, reader: YAMLReader)] = [:]
        for input in inputs.contracts {
            var reader = YAMLReader()
            let content = reader.read(input.text)
            for problem in reader.problems { log.error(input.path, line: problem.line, problem.message) }
            readers[input.name] = (input.path, reader)
            guard let content else { continue }
            files.append(ContractFile(platform: input.platform, name: input.name, content: content))
        }
        for finding in Checker.check(files) {
            guard let (path, reader) = readers[finding.file] else { continue }
            let line = reader.line(of: finding.pointer)
            switch finding.severity {
            case .error: log.error(path, line: line, finding.message)
            case .warning: log.warning(path, line: line, finding.message)
            }
        }
        bundle = Assembler.assemble(files)
    }
}
