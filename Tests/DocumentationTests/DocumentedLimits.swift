// Which constants the rows of docs/limits.md are about.

/// The rows of the tables in docs/limits.md by their first cells, and the constants behind their numbers.
enum DocumentedLimits {
    static let rows: [String: [SourceConstant]] = [
        // Requests and connections
        "request head": [bytes("HTTP/Requests/WireLimits.swift", "headBytes")],
        "request target": [bytes("HTTP/Requests/WireLimits.swift", "targetBytes")],
        "header lines": [count("HTTP/Requests/WireLimits.swift", "headerCount")],
        "body": [bytes("HTTP/Requests/WireLimits.swift", "bodyBytes")],
        "parts of a multipart body": [count("HTTP/Requests/WireLimits.swift", "partCount")],
        "time for a head, from its first byte": [time("Server/Timeouts.swift", "headMilliseconds")],
        "time between two pieces of a body": [time("Server/Timeouts.swift", "bodyMilliseconds")],
        "time between two requests": [time("Server/Timeouts.swift", "idleMilliseconds")],
        "requests in progress at the end": [time("deepmock/LimitFlags.swift", "defaultDrainMilliseconds")],
        "connections": [count("Server/HTTPServer.swift", "defaultMaximumConnections")],
        "request bodies and unsent answers in memory, all together": [
            bytes("System/MemoryBudget.swift", "defaultBytes")
        ],
        "JSON or form body, or all text fields of a multipart body": [
            bytes("Emulator/Request/BodyDecoder.swift", "maximumText")
        ],
        "memory that the value of a JSON body takes": [bytes("Emulator/Request/BodyDecoder.swift", "maximumMemory")],
        "levels of nesting in JSON": [count("JSON/JSONLimits.swift", "depth")],
        "text field of a multipart body": [bytes("HTTP/Requests/WireLimits.swift", "fieldBytes")],
        "items of a query or form": [count("HTTP/Forms/FormDecoder.swift", "maximumItems")],
        "items on one page of a list": [count("DeepOpinion/Service/ListRange.swift", "maximum")],
        "a list of Studio": [bytes("DeepOpinion/Service/SliceBudget.swift", "mostBytes")],

        // Files
        "zip archive": [
            count("Formats/Zip/ZipLimits.swift", "entries"), bytes("Formats/Zip/ZipLimits.swift", "totalBytes"),
            count("Formats/Zip/ZipLimits.swift", "ratio"), bytes("Formats/Zip/ZipLimits.swift", "ratioGraceBytes"),
        ],
        "spreadsheet": [
            count("Formats/Tables/XLSXReader.swift", "maximumRows"),
            count("Formats/Tables/XLSXReader.swift", "maximumCells"),
            bytes("Formats/Tables/XLSXReader.swift", "maximumCellBytes"),
        ],
        "CSV": [
            count("Formats/Tables/CSVLimits.swift", "records"), count("Formats/Tables/CSVLimits.swift", "fields"),
            bytes("Formats/Tables/CSVLimits.swift", "fieldBytes"), count("Formats/Tables/CSVLimits.swift", "cells"),
            bytes("Formats/Tables/CSVLimits.swift", "recordBytes"),
        ],
        "JPEG": [
            millions("Formats/Images/JPEGDecoder.swift", "mostPixels"),
            count("Formats/Images/JPEGDecoder.swift", "mostScans"),
        ],
        "PNG": [millions("Formats/Images/PNGDecoder.swift", "mostPixels")],
        "PDF": [
            bytes("Formats/Documents/PDFText.swift", "maximumBytes"),
            bytes("Formats/Documents/PDFText.swift", "maximumStream"),
        ],

        // Work
        "bytes unpacked": [
            bytes("System/WorkBudget.swift", "unpackedBytes"),
            bytes("System/WorkBudget.swift", "archive = Limits(unpackedBytes"),
        ],
        "bytes held at a time": [
            bytes("System/WorkBudget.swift", "heldBytes"), bytes("System/WorkBudget.swift", "job = Limits(heldBytes"),
        ],
        "cells, records and other values": [count("System/WorkBudget.swift", "values")],
        "pages of documents": [count("System/WorkBudget.swift", "pages")],
        "pictures": [
            count("System/WorkBudget.swift", "pictures"),
            count("System/WorkBudget.swift", "job = Limits(heldBytes: 512 << 20, pictures"),
        ],
        "pixels that are decoded or drawn": [millions("System/WorkBudget.swift", "pixels")],
        "time on a processor": [
            time("System/WorkBudget.swift", "milliseconds"),
            time("System/WorkBudget.swift", "archive = Limits(unpackedBytes: 4 << 30, milliseconds"),
        ],

        // Worlds
        "tenants": [count("Emulator/Tenant/Tenants.swift", "defaultMaximum")],
        "remembered requests of a tenant": [count("Emulator/Observation/Journal.swift", "defaultCapacity")],
        "bytes of remembered requests": [
            bytes("Emulator/Observation/Journal.swift", "maximumBytes"),
            bytes("Emulator/Observation/JournalBody.swift", "capacity"),
            bytes("Emulator/Observation/JournalBody.swift", "beginning"),
        ],
        "credentials": [count("Emulator/Tenant/Credentials.swift", "maximum")],
        "outcomes": [count("Emulator/Transitions/Outcomes.swift", "maximum")],
        "fault plans": [
            count("Emulator/Faults/Faults.swift", "maximum"),
            count("../fixtures/contracts/control/faults.yaml", "steps: {type: array, minItems: 1, maxItems"),
        ],
        "snapshots": [count("Emulator/Tenant/Snapshots.swift", "maximum")],
        "recording": [
            count("Emulator/Replay/Recording.swift", "maximum"),
            bytes("Emulator/Replay/Recording.swift", "maximumBytes"),
            bytes("Emulator/Replay/Recording.swift", "maximumBody"),
        ],
        "seed": [count("Emulator/Replay/SeedEntry.swift", "maximum")],
        "sinks": [
            count("Emulator/Observation/Sinks.swift", "maximum"), count("Emulator/Observation/Sinks.swift", "capacity"),
            bytes("Emulator/Observation/Sinks.swift", "bodyBytes"),
            bytes("Emulator/Observation/Sinks.swift", "totalBytes"),
        ],
        "mails": [count("Emulator/Observation/Mailbox.swift", "maximum")],
        "deliveries in the log": [count("Emulator/Webhooks/Outbox.swift", "capacity")],
        "deliveries under way": [count("Emulator/Webhooks/WebhookSender.swift", "maximumInFlight")],
        "transitions of one advance": [count("Emulator/Time/ClockAdvance.swift", "maximumTransitions")],

        // Platforms
        "DeepVA": [
            count("../fixtures/contracts/deepva/batches.yaml", "files: {type: array, minItems: 1, maxItems"),
            count("DeepVA/Batches/BatchFile.swift", "maximumRows"),
            count("DeepVA/Batches/BatchFiles.swift", "mostRowsTogether"),
            count("DeepVA/Graph/GraphImports.swift", "mostNodes"),
            bytes("DeepVA/Dictionaries/DictionaryFile.swift", "maximumBytes"),
            count("DeepVA/Exports/ExportContents.swift", "mostImages"),
            count("DeepVA/Transcripts/Variants.swift", "maximum"),
            count("DeepVA/Transcripts/Versions.swift", "maximum"),
            count("Emulator/Webhooks/Outbox.swift", "capacity"),
            bytes("DeepVA/Jobs/JobWebhooks.swift", "mostJobBytes"),
        ],
        "Deepen tools": [
            count("DeepenTools/Processing/DatasetContents.swift", "maximumFrames"),
            count("DeepenTools/Labels/LabelSets.swift", "maximum"),
        ],
        "Studio": [
            bytes("DeepOpinion/Tables/TableFile.swift", "maximumBytes"),
            count("DeepOpinion/Tables/TableFile.swift", "maximumColumns"),
            bytes("DeepOpinion/Tables/TableBuilder.swift", "maximumJSON"),
            bytes("DeepOpinion/Tables/LineReader.swift", "maximumLine"),
            count("DeepOpinion/Tables/TableBuilder.swift", "longestName"),
            count("DeepOpinion/Tables/TableFile.swift", "previewLength"),
            count("DeepOpinion/Vocabulary/Names.swift", "maximum"),
            count("DeepOpinion/Vocabulary/Names.swift", "maximum"),
            count("DeepOpinion/Learning/Training.swift", "maximumExamples"),
            bytes("DeepOpinion/Learning/ClassifierFile.swift", "maximumBytes"),
        ],
    ]

    private static func count(_ file: String, _ name: String) -> SourceConstant {
        SourceConstant(file: file, name: name, unit: .count)
    }

    private static func millions(_ file: String, _ name: String) -> SourceConstant {
        SourceConstant(file: file, name: name, unit: .millions)
    }

    private static func bytes(_ file: String, _ name: String) -> SourceConstant {
        SourceConstant(file: file, name: name, unit: .bytes)
    }

    private static func time(_ file: String, _ name: String) -> SourceConstant {
        SourceConstant(file: file, name: name, unit: .milliseconds)
    }
}
