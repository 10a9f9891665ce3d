// Runs one target under libFuzzer: FUZZ_TARGET=json Fuzz [what libFuzzer takes].

import CFuzzer
import Foundation
import FuzzTargets

@main enum Fuzz {
    private static let target: FuzzTarget = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
            print("FUZZ_TARGET must be one of: \(names)")
            exit(2)
        }
        return target
    }()

    static func main() {
        _ = Fuzz.target
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(
            LLVMFuzzerRunDriver(&count, &arguments) { data, size in
                do {
                    try Fuzz.target.run(Array(UnsafeBufferPointer(start: data, count: size)))
                } catch {
                    fatalError("\(error)")
                }
                return 0
            })
    }
}
