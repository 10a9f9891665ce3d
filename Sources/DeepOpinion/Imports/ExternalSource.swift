// External sources of records. There is one credential, and the records are invented.

import Crypto
import Emulator
import JSON

/// External sources (specification, "Files, previews, columns"): credential 1 opens every source. The records depend on
/// the source and the parameters alone.
enum ExternalSource {
    private static let credential = 1.0
    private static let maximumRecords = 1000
    private static let newest = Instant(microseconds: 1_767_225_600_000_000)

    /// The records that a body asks for. Those for labeling have a class, a label or both, as the project needs them.
    ///
    /// - Throws: ``Problem`` 404 for an unknown credential, 400 for invalid parameters.
    static func records(
        _ body: JSON, for purpose: UploadedFiles.Purpose, in call: Call
    ) throws -> (name: String, records: [JSON]) {
        guard body["credential_id"]?.double == credential else { throw Problem.unknownCredential }
        guard let source = body["source"]?.string, !source.isEmpty else {
            throw Problem.badRequest("source: a non-empty string is required.", field: "source")
        }
        let parameters = body["parameters"] ?? [:]
        let limit = parameters["limit"] ?? 10
        guard let limit = limit.int, (1...maximumRecords).contains(limit) else {
            throw Problem.badRequest(
                "parameters.limit: expected a number from 1 to \(maximumRecords).", field: "parameters.limit")
        }
        var since = Instant.earliest
        if let given = parameters["updated_since"] {
            guard let instant = given.string.flatMap(Instant.init(text:)) else {
                throw Problem.badRequest(
                    "parameters.updated_since: expected a date and time.", field: "parameters.updated_since")
            }
            since = instant
        }
        let type =
            purpose == .labeling ? try Vocabulary(project: call.integer("project_id"), call.database).type : nil
        return (source, records(source, limit: limit, since: since, labeledFor: type, call.tenant.identifiers))
    }

    private static func records(
        _ source: String, limit: Int, since: Instant, labeledFor type: TaskType?, _ identifiers: Identifiers
    ) -> [JSON] {
        var generator = identifiers.generator(for: ["studio.source", source])
        var records: [JSON] = []
        for number in 1...limit {
            // One record a day, the newest first.
            let updated = newest.advanced(bySeconds: -86_400 * (number - 1))
            guard updated >= since else { break }
            let (subject, topic) = generator.pick(subjects) ?? ("It", "other")
            let (opinion, rating) = generator.pick(opinions) ?? ("was there.", 3)
            var record: JSONObject = [
                "text": .string("\(subject) \(opinion)"), "reference": .string("\(source)-\(number)"),
                "rating": .int(rating), "updated": .string(updated.text(.zonedSeconds)),
            ]
            if type?.hasClasses == true { record["class"] = .string(topic) }
            if type?.hasLabels == true { record["label"] = .string(rating > 3 ? "POS" : rating < 3 ? "NEG" : "NEU") }
            records.append(.object(record))
        }
        return records
    }

    private static let subjects = [
        ("The delivery", "delivery"), ("The support team", "support"), ("The battery", "battery"),
        ("The invoice", "billing"), ("The packaging", "packaging"), ("The new screen", "screen"),
    ]
    private static let opinions = [
        ("was better than I had hoped.", 5), ("did what it should.", 3), ("was a disappointment.", 1),
        ("could be faster. Apart from that I am content.", 4), ("took far too long!", 2),
    ]
}
