// Changes of the meta of a detailed result.

import JSON

extension DetailedResult {
    /// The result with one member of its meta changed.
    func with(meta key: String, _ value: JSON) -> DetailedResult {
        var members = meta.object ?? [:]
        members[key] = value
        var copy = DetailedResult(
            sourceIndex: sourceIndex, source: source, module: module, mediaType: mediaType, frameStart: frameStart,
            frameEnd: frameEnd, fps: fps, meta: .object(members), detections: detections)
        copy.times = times
        copy.unknownFace = unknownFace
        return copy
    }
}
