// Every printed parameter is in the contract, with its type, default and limits, and is obeyed.

import JSON
import TestSupport
import Testing

@Suite("Printed parameters") struct PrintedParametersTests {
    @Test("every printed parameter is in the contract", arguments: PrintedEntry.platforms)
    func contract(platform: String) throws {
        let tour = try PrintedTour.made(platform)
        for entry in PrintedEntry.of(.parameters, platform) {
            let operation = try OperationCase("\(platform)/\(entry.operation)", in: tour.world)
            for parameter in PrintedParameter.of(entry) {
                let problem = parameter.problem(in: operation)
                #expect(problem == nil, "\(entry): \(parameter.name) \(problem ?? "")")
            }
        }
    }

    @Test("every printed parameter is obeyed", arguments: PrintedEntry.platforms)
    func behaviour(platform: String) throws {
        let tour = try PrintedTour.made(platform)
        for entry in PrintedEntry.of(.parameters, platform) {
            for problem in try ParameterProbe(entry, tour).problems() {
                Issue.record("\(entry): \(problem)")
            }
        }
    }
}
