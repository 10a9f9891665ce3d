// Transcripts: created from completed jobs with speech recognition, with a variant and its first version.

import Emulator
import JSON
import Store

/// Transcripts (specification, section 12).
enum Transcripts {
    static let handlers: [String: Handler] = [
        "listTranscripts": list,
        "createTranscript": create,
        "getTranscript": get,
        "deleteTranscript": delete,
    ]

    private static let columns: SQL = "id, tag, job_json, source, created, updated"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_transcripts'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_transcripts ORDER BY seq LIMIT ? OFFSET ?", .int(call.page.limit),
                .int(call.page.offset)
            ) { write($0, as: .milliseconds, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try .json { $0.raw(try record(number(call), as: .milliseconds, in: call.database)) }
    }

    /// The row number of the transcript in the path.
    static func number(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            "SELECT seq FROM deepva_transcripts WHERE id = ?", .text(call.path("transcript_id")))
        guard let number else { throw Problem.unknownTranscript }
        return number
    }

    private static func record(_ seq: Int, as precision: TimePrecision, in database: Database) throws -> [UInt8] {
        let bytes = try database.first("SELECT \(columns) FROM deepva_transcripts WHERE seq = ?", .int(seq)) { row in
            var writer = JSONWriter(reserving: 1024)
            write(row, as: precision, into: &writer)
            return writer.bytes
        }
        guard let bytes else { throw Problem.unknownTranscript }
        return bytes
    }

    private static func write(_ row: borrowing Row, as precision: TimePrecision, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("tag", row.text(1))
        writer.key("job")
        row.withText(2) { writer.raw($0) }
        writer.field("source", row.text(3))
        writer.spacedTimes(created: row.int(4), updated: row.int(5), precision)
        writer.endObject()
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let job = try job(call)
        let results = try Speech.results(ofJob: job.seq, in: call.database)
        let parameters = job.modules["speech_recognition"] ?? [:]
        return .later({ try Speech(results: results, parameters: parameters, source: job.source) }) {
            speech in
            try insert(speech, of: job, call)
        }
    }

    private static func insert(_ speech: Speech, of job: FinishedJob, _ call: Call) throws -> Reply {
        let id = call.tenant.identifiers.uuid()
        let now = SQLValue.int(call.now.microseconds)
        try call.database.execute(
            """
            INSERT INTO deepva_transcripts(id, tag, job_json, source, created, updated) VALUES (?, ?, ?, ?, ?, ?)
            """, .text(id), .text(job.tag), .text(job.json), .text(job.source), now, now)
        let seq = call.database.lastInsertedRow
        let created = try record(seq, as: .exact, in: call.database)
        try Webhooks.publish("deepva.transcript.on_created", subject: id, "transcript", created, from: call.tenant)
        let variant = try Variants.insert(
            into: seq, language: speech.language, name: "\(speech.language) Transcript", call)
        _ = try Versions.insert(into: variant.seq, paragraphs: speech.paragraphs, call)
        return .json(status: 201) { $0.raw(created) }
    }

    /// The job of a transcript.
    private struct FinishedJob: Sendable {
        let seq: Int
        let tag: String
        /// Its first source.
        let source: String
        let modules: JSON
        let json: String
    }

    /// The job in the body.
    private static func job(_ call: Call) throws -> FinishedJob {
        let found = try call.database.first(
            "SELECT \(JobRecord.columns), seq FROM deepva_jobs WHERE \(Jobs.hasID)",
            .text(call.body["job_id"]?.string ?? "")
        ) { row in
            var writer = JSONWriter(reserving: 1024)
            JobRecord.write(row, call, as: .milliseconds, into: &writer)
            let job = FinishedJob(
                seq: row.int(JobRecord.Column.count), tag: row.text(JobRecord.Column.tag),
                source: try JSON(parsing: row.text(JobRecord.Column.sources))[0]?.string ?? "",
                modules: try ModulesText.modules(of: row.text(JobRecord.Column.modules)),
                json: String(decoding: writer.bytes, as: UTF8.self))
            return (job, state: row.text(JobRecord.Column.state))
        }
        guard let (job, state) = found else {
            throw Problem.badRequest("job_id: there is no such job.", field: "job_id")
        }
        guard state == "completed" else {
            throw Problem.badRequest("job_id: the job must be completed, but it is \(state).", field: "job_id")
        }
        guard job.modules["speech_recognition"] != nil else {
            throw Problem.badRequest("job_id: the job has no speech_recognition module.", field: "job_id")
        }
        return job
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM deepva_transcripts WHERE seq = ?", .int(number(call)))
        return .empty(204)
    }
}
