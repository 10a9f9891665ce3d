// Every answer in every test is checked against its contract, and every operation that was called is written down.

import Contract
import Emulator
import Foundation
import JSON
import Testing

/// Checks answers against contracts.
enum ContractCheck {
    /// Records an issue when the answer is not what the contract promises for its status.
    static func check(_ answer: TestAnswer, in emulator: Emulator, location: SourceLocation) throws {
        guard let name = answer.header("X-Deepmock-Operation"),
            let operation = emulator.catalogue.operation(named: name)
        else { return }
        ExercisedOperations.add(operation.name)
        // What a fault plan has made of an answer is not the contract's.
        guard !answer.isFaulty else { return }
        guard let contract = try emulator.contracts.response(operation, status: answer.status) else {
            Issue.record(
                "\(operation.name) answers \(answer.status), which its contract does not have: \(answer.text.prefix(500))",
                sourceLocation: location)
            return
        }
        let mediaType = answer.header("Content-Type").map { String($0.prefix { $0 != ";" }) }
        let violations = contract.check(mediaType: mediaType, body: answer.body) { answer.header($0) }
        for violation in violations {
            Issue.record(
                "\(operation.name) \(answer.status): \(violation) in \(answer.text.prefix(500))",
                sourceLocation: location)
        }
    }
}

/// Writes the names of exercised operations to the file that DEEPMOCK_EXERCISED names, for the coverage check that
/// follows the tests.
enum ExercisedOperations {
    static func add(_ name: String) {
        guard let path = ProcessInfo.processInfo.environment["DEEPMOCK_EXERCISED"] else { return }
        guard let file = fopen(path, "a") else { return }
        fputs(name + "\n", file)
        fclose(file)
    }
}
