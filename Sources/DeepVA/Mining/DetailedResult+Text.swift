// A detailed result in responses and webhooks.

extension DetailedResult {
    /// The result as JSON text, with its timecodes.
    func text(timecodes form: Timecode.Form) -> [UInt8] {
        let codes = Timecode.members(from: frameStart, to: frameEnd, fps: fps, form: form)
        return ModulesText.filled(Array(textWithGap.utf8).span, with: codes)
    }
}
