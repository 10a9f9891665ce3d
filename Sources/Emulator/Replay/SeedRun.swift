// Applies a seed to a tenant, request by request.

import HTTP
import JSON

/// A seed being applied. The first answer that is not a success ends it; what came before stays.
public final class SeedRun {
    private let tenant: Tenant
    private let entries: [SeedEntry]
    private var variables: [String: String]
    private var answer: Response?
    private var isUnderWay = false
    /// How many requests have been applied.
    public private(set) var applied = 0

    /// - Parameter seed: as ``SeedEntry`` says.
    /// - Throws: ``Problem`` 400 when it is not a seed.
    public init(_ seed: JSON, for tenant: Tenant) throws {
        self.tenant = tenant
        entries = try SeedEntry.entries(seed)
        variables = ["prefix": tenant.name == Tenant.defaultName ? "" : tenant.name + ":"]
    }

    /// Goes on as far as it can at once.
    ///
    /// - Returns: whether everything is applied.
    /// - Throws: ``Problem`` 400 that says which request was answered how.
    public func advance(in emulator: Emulator) throws -> Bool {
        if isUnderWay {
            guard let answer else { return false }
            isUnderWay = false
            try take(answer)
        }
        guard applied < entries.count else { return true }
        answer = nil
        isUnderWay = true
        variables["admin_token"] = emulator.configuration.adminToken ?? ""
        let request = try entries[applied].request(
            variables: variables, tenant: tenant.name, base: emulator.configuration.externalURL ?? "http://localhost")
        emulator.answerPart(request) { self.answer = $0 }
        return false
    }

    private func take(_ answer: Response) throws {
        let entry = entries[applied]
        guard case .bytes(let bytes) = answer.body, (200...299).contains(answer.status) else {
            guard (200...299).contains(answer.status) else { throw refusal(answer, []) }
            applied += 1
            return
        }
        let json = (try? JSON(parsing: bytes)) ?? .null
        for (name, pointer) in entry.saved {
            guard let value = JSONPointer(parsing: pointer).flatMap({ json.value(at: $0) }) else {
                throw Problem.badRequest(
                    "requests.\(applied).save.\(name): the answer to \(entry.line) has nothing at \(pointer).",
                    field: "requests.\(applied).save.\(name)")
            }
            variables[name] = value.string ?? value.description
        }
        applied += 1
    }

    private func refusal(_ answer: Response, _ bytes: [UInt8]) -> Problem {
        var text = ""
        if case .bytes(let bytes) = answer.body { text = String(decoding: bytes.prefix(500), as: UTF8.self) }
        return .badRequest(
            "requests.\(applied): \(entries[applied].line) was answered with \(answer.status): \(text)",
            field: "requests.\(applied)")
    }
}
