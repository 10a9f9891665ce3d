// The contracts of this server as OpenAPI documents, and which operations have been called.

import Contract
import Emulator
import JSON

/// Contracts and coverage.
enum ContractDocuments {
    static let handlers: [String: Handler] = [
        "listContracts": list,
        "getContract": get,
        "getCoverage": coverage,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let catalogue = call.emulator.catalogue
        return .json([
            "contracts": .array(
                catalogue.platforms.map { platform in
                    [
                        "platform": .string(platform),
                        "operations": .int(catalogue.operations(of: platform).count),
                        "specified": .int(catalogue.specifiedOperations(of: platform)),
                        "url": .string(call.links.url("/__admin/contracts/\(platform)")),
                    ]
                })
        ])
    }

    private static func get(_ call: Call) throws -> Reply {
        let platform = call.path("platform")
        guard call.emulator.catalogue.platforms.contains(platform) else {
            throw Problem.notFound("The contract of platform \(platform)")
        }
        let server = call.emulator.configuration.externalURLs[platform] ?? call.links.base
        let make = call.emulator.contracts.documentMaker(of: platform, servers: [server])
        return .later({ try make()?.serialized() ?? [] }) { .json(serialized: $0) }
    }

    private static func coverage(_ call: Call) throws -> Reply {
        let catalogue = call.emulator.catalogue
        let platforms = catalogue.platforms.map { platform -> (String, JSON) in
            let operations = catalogue.operations(of: platform)
            let missing = operations.filter { call.emulator.coverage.calls(of: $0) == 0 }
            let evidence = Evidence.allCases.map { evidence -> (String, JSON) in
                (evidence.rawValue, .int(operations.count { $0.evidence == evidence }))
            }
            return (
                platform,
                [
                    "specified": .int(catalogue.specifiedOperations(of: platform)),
                    "operations": .int(operations.count),
                    "exercised": .int(operations.count - missing.count),
                    "missing": .array(missing.map { .string($0.id) }),
                    "by_evidence": .object(JSONObject(evidence)),
                ]
            )
        }
        return .json(["platforms": .object(JSONObject(platforms))])
    }
}
