// Walks through the boxes of an MP4 file.

import System

/// Finds boxes and reads their fields. Every box must lie within its parent, and every loop moves forward and is
/// counted, so the work is bounded for any file.
struct MP4Walker {
    private struct Box {
        let type: String
        let body: Range<Int>
    }

    private static let mostTopLevelBoxes = 10_000
    private static let mostChildBoxes = 1_000
    private static let mostTracks = 100
    private static let mostTimeEntries = 1_000_000

    private var reader: PayloadReader

    init(_ payload: Payload, budget: WorkBudget) {
        reader = PayloadReader(payload, budget: budget)
    }

    /// Throws what has stopped the reading, if that was no fault of the content.
    func check() throws { try reader.check() }

    /// Finds and reads the movie box at the top level.
    mutating func header() throws(MP4Error) -> MP4Header {
        var offset = 0
        for index in 0..<Self.mostTopLevelBoxes {
            guard let (type, length, headerLength) = boxStart(at: offset, end: reader.count) else {
                throw index == 0 ? .notMP4 : .truncated
            }
            if index == 0, !Self.firstTypes.contains(type) { throw .notMP4 }
            guard length <= reader.count - offset else { throw .truncated }
            if type == "moov" { return try movie(offset + headerLength..<offset + length) }
            offset += length
            if offset == reader.count { throw .damaged("it has no movie box") }
        }
        throw .damaged("it has more than \(Self.mostTopLevelBoxes) boxes")
    }

    /// The boxes that may begin a file. With any other beginning it is not an MP4 file.
    private static let firstTypes: Set<String> = ["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp"]

    /// Section 4.2: 32-bit size and type; size 1 means a 64-bit size follows, size 0 means up to the end.
    private mutating func boxStart(at offset: Int, end: Int) -> (type: String, length: Int, headerLength: Int)? {
        guard reader.charge(), end - offset >= 8, var length = reader.big(4, at: offset),
            let type = reader.bytes(at: offset + 4, count: 4)
        else { return nil }
        var headerLength = 8
        if length == 1 {
            guard end - offset >= 16, let long = reader.big(8, at: offset + 8) else { return nil }
            length = long
            headerLength = 16
        } else if length == 0 {
            length = end - offset
        }
        guard length >= headerLength else { return nil }
        return (String(decoding: type, as: UTF8.self), length, headerLength)
    }

    /// The boxes in `body`. An incomplete box at the end means damage.
    private mutating func children(of body: Range<Int>) throws(MP4Error) -> [Box] {
        var boxes: [Box] = []
        var offset = body.lowerBound
        while body.upperBound - offset >= 8 {
            guard boxes.count < Self.mostChildBoxes else {
                throw .damaged("a box holds more than \(Self.mostChildBoxes) others")
            }
            // QuickTime ends some lists of boxes with four zero bytes, which look like a box up to the end.
            guard let (type, length, headerLength) = boxStart(at: offset, end: body.upperBound),
                length <= body.upperBound - offset
            else { throw .damaged("a box extends beyond its parent") }
            boxes.append(Box(type: type, body: offset + headerLength..<offset + length))
            offset += length
        }
        return boxes
    }

    private mutating func movie(_ body: Range<Int>) throws(MP4Error) -> MP4Header {
        var header = MP4Header()
        for box in try children(of: body) {
            if box.type == "mvhd" {
                let (timescale, ticks) = try timing(box.body)
                header.duration = timescale > 0 ? Double(ticks) / Double(timescale) : 0
            } else if box.type == "trak" {
                guard header.tracks.count < Self.mostTracks else {
                    throw .damaged("it has more than \(Self.mostTracks) tracks")
                }
                header.tracks.append(try read(track: box.body))
            }
        }
        return header
    }

    private mutating func read(track body: Range<Int>) throws(MP4Error) -> MP4Track {
        var track = MP4Track()
        for box in try children(of: body) {
            switch box.type {
            case "tkhd": try readSize(box.body, into: &track)
            case "mdia": try read(media: box.body, depth: 1, into: &track)
            default: break
            }
        }
        if track.kind != .video {
            track.width = 0
            track.height = 0
        }
        return track
    }

    /// Reads an `mdia` box with its `minf` and `stbl`. QuickTime has a second `hdlr`, further inside, for data.
    private mutating func read(media body: Range<Int>, depth: Int, into track: inout MP4Track) throws(MP4Error) {
        guard depth <= 4 else { throw .damaged("its boxes are nested too deeply") }
        for box in try children(of: body) {
            switch box.type {
            case "minf", "stbl": try read(media: box.body, depth: depth + 1, into: &track)
            case "mdhd": (track.timescale, track.durationTicks) = try timing(box.body)
            case "hdlr" where depth == 1: try readHandler(box.body, into: &track)
            case "stsd": try readFormat(box.body, into: &track)
            case "stts": try readTimes(box.body, into: &track)
            default: break
            }
        }
    }

    /// Sections 8.2.2 and 8.4.2: `mvhd` and `mdhd` begin alike. An unknown duration is all ones.
    private mutating func timing(_ body: Range<Int>) throws(MP4Error) -> (timescale: Int, ticks: Int) {
        guard let version = reader.byte(at: body.lowerBound), version <= 1 else {
            throw .damaged("a time header has an unknown version")
        }
        let width = version == 1 ? 8 : 4
        let timescaleOffset = body.lowerBound + 4 + 2 * width
        guard timescaleOffset + 4 + width <= body.upperBound, let timescale = reader.big(4, at: timescaleOffset) else {
            throw .damaged("a time header is too short")
        }
        let ticks = reader.big(width, at: timescaleOffset + 4) ?? 0
        return (timescale, version == 0 && ticks == UInt32.max ? 0 : ticks)
    }

    /// Section 8.3.2: `tkhd` ends with the size in 16.16 fixed point; the size of the samples, if any, is preferred.
    private mutating func readSize(_ body: Range<Int>, into track: inout MP4Track) throws(MP4Error) {
        let length = reader.byte(at: body.lowerBound) == 1 ? 96 : 84
        guard body.count >= length, let width = reader.big(2, at: body.lowerBound + length - 8),
            let height = reader.big(2, at: body.lowerBound + length - 4)
        else { throw .damaged("a track header is too short") }
        if track.width == 0 || track.height == 0 { (track.width, track.height) = (width, height) }
    }

    private mutating func readHandler(_ body: Range<Int>, into track: inout MP4Track) throws(MP4Error) {
        guard body.count >= 12, let type = reader.bytes(at: body.lowerBound + 8, count: 4) else {
            throw .damaged("a handler is too short")
        }
        track.kind = type.elementsEqual("vide".utf8) ? .video : type.elementsEqual("soun".utf8) ? .audio : .other
    }

    /// Section 8.5.2: the first sample description; visual ones have 16-bit sizes (section 12.1.3).
    private mutating func readFormat(_ body: Range<Int>, into track: inout MP4Track) throws(MP4Error) {
        guard body.count >= 16, let codec = reader.bytes(at: body.lowerBound + 12, count: 4) else { return }
        track.codec = String(decoding: codec.filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
        guard track.kind == .video, body.count >= 44, let width = reader.big(2, at: body.lowerBound + 40),
            let height = reader.big(2, at: body.lowerBound + 42), width > 0, height > 0
        else { return }
        (track.width, track.height) = (width, height)
    }

    /// Section 8.6.1.2: runs of samples of equal length.
    private mutating func readTimes(_ body: Range<Int>, into track: inout MP4Track) throws(MP4Error) {
        guard body.count >= 8, let entries = reader.big(4, at: body.lowerBound + 4) else {
            throw .damaged("a time table is too short")
        }
        guard entries <= (body.count - 8) / 8 else { throw .damaged("a time table is longer than its box") }
        guard entries <= Self.mostTimeEntries else {
            throw .damaged("a time table has more than \(Self.mostTimeEntries) entries")
        }
        guard reader.charge(values: entries) else { throw .truncated }
        var samples = 0
        var ticks = 0
        for index in 0..<entries {
            let offset = body.lowerBound + 8 + index * 8
            guard let count = reader.big(4, at: offset), let length = reader.big(4, at: offset + 4) else {
                throw .truncated
            }
            let (run, overflow) = count.multipliedReportingOverflow(by: length)
            let (sum, carry) = ticks.addingReportingOverflow(run)
            guard !overflow, !carry else { throw .damaged("the sum of its time table is impossible") }
            samples += count
            ticks = sum
        }
        (track.sampleCount, track.sampleTicks) = (samples, ticks)
    }
}
