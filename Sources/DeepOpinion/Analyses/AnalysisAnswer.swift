// Answers with analyses and their first documents, one analysis or a list of them.

import Emulator
import JSON
import Store

/// Writes analyses in slices.
struct AnalysisAnswer {
    private let details: DocumentFields
    private let mostDocuments: Int
    private let database: Database
    private var analyses: AnalysisWriter
    /// The analysis that is being written, and its documents once they have begun.
    private var record: AnalysisRecord?
    private var documents: AnalysisDocuments?

    /// Without `details` in the request, documents have segments and tags.
    init(_ call: Call) {
        details = call.parameters["details"]?.string.map { DocumentFields($0) } ?? DocumentFields("segments,tags")
        mostDocuments = call.tenant.settings.documentsOfAnalyses
        database = call.database
        analyses = AnalysisWriter(call)
    }

    /// Answers with one analysis.
    static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        guard let record = try AnalysisRecord.find(id, call.database) else { throw Problem.unknownAnalysis }
        var answer = AnalysisAnswer(call)
        answer.begin(record)
        return try .sliced(status: status) { writer in
            var budget = SliceBudget(writer)
            return try answer.goOn(&budget, into: &writer)
        }
    }

    /// Answers with a list of analyses: a bare array or, if that has a name, an envelope.
    static func reply(
        _ call: Call, _ walk: RecordWalk<AnalysisRecord>, envelope: StaticString?
    ) throws -> Reply {
        let range = ListRange(call)
        var answer = AnalysisAnswer(call)
        var walk = walk
        var hasBegun = false
        return try .sliced { writer in
            if !hasBegun { ListReply.begin(envelope, into: &writer) }
            hasBegun = true
            var budget = SliceBudget(writer)
            repeat {
                guard try answer.goOn(&budget, into: &writer) else { return false }
                guard writer.count < SliceBudget.mostBytes, let record = try walk.next(call.database) else {
                    let hasMore = try walk.hasMore(call.database)
                    ListReply.end(envelope, range, count: walk.count, hasMore: hasMore, into: &writer)
                    return true
                }
                try answer.begin(record.counted(call.database))
            } while true
        }
    }

    private mutating func begin(_ record: AnalysisRecord) {
        self.record = record
        documents = nil
    }

    /// Writes what is left of the analysis that was begun last. Returns whether that was all.
    private mutating func goOn(_ budget: inout SliceBudget, into writer: inout JSONWriter) throws -> Bool {
        guard let record else { return true }
        if documents == nil {
            guard budget.take(1, writer) else { return false }
            try analyses.begin(record, into: &writer)
            documents = try AnalysisDocuments(record.id, count: mostDocuments, details: details, database)
        }
        while writer.count < SliceBudget.mostBytes {
            guard budget.take(20, writer) else { return false }
            guard try documents?.write(into: &writer) == true else { break }
        }
        writer.endArray()
        writer.endObject()
        self.record = nil
        return true
    }
}
