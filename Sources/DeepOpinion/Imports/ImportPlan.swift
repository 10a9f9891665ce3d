// How the lines of a table become documents.

import JSON

/// Which columns of a table become text, tags and attributes. Stored with the import.
struct ImportPlan: Sendable, Equatable {
    /// The column of the text.
    var textColumn = 0
    /// The columns with names of classes and labels, if any. Their tags apply to every segment.
    var classColumn: Int?
    var labelColumn: Int?
    /// Names of the columns, for attributes; empty when lines are whole documents.
    var columns: [String] = []
    /// Whether the first line is a header.
    var skipsFirstLine = false
    /// Whether texts are split into sentences.
    var splits = false
    /// The session that the tags belong to; nil for tags of the documents themselves.
    var session: Int?

    /// A plan for lines that are whole documents.
    static func documents(splits: Bool, session: Int? = nil) -> ImportPlan {
        ImportPlan(splits: splits, session: session)
    }

    /// A plan for the records of an uploaded file.
    static func records(
        of file: UploadedFile, textColumn: Int, hasHeader: Bool, splits: Bool
    ) -> ImportPlan {
        let hasHeaderLine = file.format.hasHeaderLine && hasHeader
        let hasNames = hasHeaderLine || !file.format.hasHeaderLine
        return ImportPlan(
            textColumn: textColumn,
            columns: hasNames ? file.columns : file.columns.indices.map { "column_\($0)" },
            skipsFirstLine: hasHeaderLine, splits: splits)
    }

    /// The planner of bodies that choose the column of the text by `column_name` or `column`.
    static func planner(_ body: JSON) -> ImportSources.Planner {
        let hasHeader = body["header_first"]?.bool ?? true
        let (name, index) = (body["column_name"]?.string, body["column"]?.int)
        let splits = body["split"]?.bool ?? false
        return { file, isOther in
            let column = try file.column(name: name, index: index, hasHeader: hasHeader, isOther: isOther)
            return .records(of: file, textColumn: column, hasHeader: hasHeader, splits: splits)
        }
    }

    var json: JSON {
        [
            "text": .int(textColumn), "class": classColumn.map { .int($0) } ?? .null,
            "label": labelColumn.map { .int($0) } ?? .null, "columns": .array(columns.map { .string($0) }),
            "skips": .bool(skipsFirstLine), "splits": .bool(splits), "session": session.map { .int($0) } ?? .null,
        ]
    }

    init(
        textColumn: Int = 0, classColumn: Int? = nil, labelColumn: Int? = nil, columns: [String] = [],
        skipsFirstLine: Bool = false, splits: Bool = false, session: Int? = nil
    ) {
        self.textColumn = textColumn
        self.classColumn = classColumn
        self.labelColumn = labelColumn
        self.columns = columns
        self.skipsFirstLine = skipsFirstLine
        self.splits = splits
        self.session = session
    }

    init(_ json: JSON) {
        self.init(
            textColumn: json["text"]?.int ?? 0, classColumn: json["class"]?.int, labelColumn: json["label"]?.int,
            columns: json["columns"]?.array?.compactMap(\.string) ?? [], skipsFirstLine: json["skips"]?.bool ?? false,
            splits: json["splits"]?.bool ?? false, session: json["session"]?.int)
    }

    /// The document of a line; nil when it has no text.
    func item(_ line: JSON) -> ImportItem? {
        switch line {
        case .int(let number): .existing(number)
        case .array(let cells): record(cells).map { .new($0) }
        default:
            line["text"]?.string?.isEmpty == false
                ? (try? DocumentInput(line, split: splits)).map { .new($0) } : nil
        }
    }

    /// The text, class and label in the cells of a record; nil when it has no text.
    func labeledText(_ cells: [JSON]) -> (text: String, tag: TagInput?)? {
        guard let text = text(cells, textColumn) else { return nil }
        let tag = TagInput(className: self.text(cells, classColumn), labelName: self.text(cells, labelColumn))
        return (text, tag.className == nil && tag.labelName == nil ? nil : tag)
    }

    private func record(_ cells: [JSON]) -> DocumentInput? {
        guard let (text, tag) = labeledText(cells) else { return nil }
        var meta = JSONObject()
        var id: JSON?
        for (index, name) in columns.enumerated() where index != textColumn {
            let cell = index < cells.count ? cells[index] : .null
            if name == "id" { id = TableFile.text(of: cell).flatMap(Int.init).map { .int($0) } ?? cell }
            if name.isEmpty || DocumentInput.ownMembers.contains(name) || meta[name] != nil { continue }
            meta.append(name, cell)
        }
        return DocumentInput(
            id: id, text: text, meta: meta,
            segments: SentenceSplitter.pieces(of: text, split: splits)
                .map { .init(piece: $0, tags: tag.map { [$0] } ?? []) })
    }

    private func text(_ cells: [JSON], _ column: Int?) -> String? {
        guard let column, column < cells.count else { return nil }
        return TableFile.text(of: cells[column]).flatMap { $0.isEmpty ? nil : $0 }
    }
}
