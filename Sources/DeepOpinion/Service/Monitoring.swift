// Task types, health, version and the contract itself.

import Contract
import Emulator
import JSON

/// Operations that touch no record.
enum Monitoring {
    static let handlers: [String: Handler] = [
        "listTypes": listTypes,
        "health": { _ in .json(["status": "OK"]) },
        "info": { _ in .json(["name": "DeepOpinion Studio", "version": "1.58.0"]) },
        "apiSpec": specification,
    ]

    /// The numbers that models use; 1 is a base model.
    private static let types: JSON = [
        ["id": 2, "name": "ABSA", "description": "The sentiment of each aspect in a text: a class with a fixed label"],
        ["id": 3, "name": "LABEL", "description": "One label for each segment of a text"],
        ["id": 4, "name": "CLASS", "description": "One class for each segment of a text"],
        ["id": 5, "name": "CLASSLABEL", "description": "A class and a label for each segment of a text"],
    ]

    private static func listTypes(_ call: Call) throws -> Reply { .json(types) }

    private static func specification(_ call: Call) throws -> Reply {
        let make = call.emulator.contracts.documentMaker(of: DeepOpinion.id, servers: [call.links.base])
        return .later({ Swagger(try make() ?? [:]).document.serialized() }) { .json(serialized: $0) }
    }
}
