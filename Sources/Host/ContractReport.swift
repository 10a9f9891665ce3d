// Checks and counts the contracts without a running server.

import Contract
import Emulator

/// Checks and counts the built-in contracts.
public struct ContractReport {
    /// Every operation.
    public let catalogue: Catalogue
    private let contracts: Contracts

    /// Reads the built-in contracts.
    public init() throws {
        let blueprint = try Blueprint.builtIn()
        (catalogue, contracts) = (blueprint.catalogue, blueprint.contracts)
    }

    /// The number of operations with a handler.
    public var boundCount: Int {
        catalogue.operations.count { operation in
            Host.platforms.contains { $0.id == operation.platform && $0.handlers[operation.id] != nil }
        }
    }

    /// The problems of contracts and bindings, one line each.
    public func problems() throws -> [String] {
        var problems = Checker.check(try contracts.files()).filter { $0.severity == .error }.map(\.description)
        do {
            try Binding.check(Host.platforms, against: catalogue)
        } catch {
            problems += error.problems
        }
        do {
            try contracts.compileAll()
        } catch {
            problems.append("\(error)")
        }
        return problems
    }

    /// A table with one line for each platform.
    public func table(exercised: CoverageRecord?) -> String {
        var rows = [["platform", "bound", "of"] + Evidence.allCases.map(\.rawValue)]
        if exercised != nil { rows[0].append("exercised") }
        for platform in catalogue.platforms {
            let operations = catalogue.operations(of: platform)
            var row = [platform, String(operations.count), String(catalogue.specifiedOperations(of: platform))]
            row += Evidence.allCases.map { evidence in String(operations.count { $0.evidence == evidence }) }
            if let exercised { row.append(String(operations.count { exercised.count(of: $0) > 0 })) }
            rows.append(row)
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let width = rows.map { $0[column].count }.max() ?? 0
                let padding = String(repeating: " ", count: width - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
