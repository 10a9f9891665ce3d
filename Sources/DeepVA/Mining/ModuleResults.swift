// The function for each module.

import Crypto
import JSON
import System

/// Creates the results of modules.
enum ModuleResults {
    static func make(
        _ context: ModuleContext, _ tally: inout JobTally, _ generator: inout SeededGenerator, _ budget: WorkBudget
    ) throws -> ModuleFindings {
        switch context.module {
        case "face_recognition": FaceResults.make(context, &tally, &generator)
        case "object_scene_recognition": ObjectResults.make(context, &generator)
        case "advanced_diversity_analysis": DiversityResults.make(context, &tally)
        case "face_attributes": FaceAttributeResults.make(context, &generator)
        case "landmark_recognition": LandmarkResults.make(context, &generator)
        case "text_recognition": TextResults.make(context, &generator)
        case "lower_third_recognition": LowerThirdResults.make(context)
        case "dataset_creation": try DatasetCreation.make(context, budget)
        case "speech_recognition": try SpeechResults.make(context, &generator)
        case "speaker_identification": SpeakerResults.make(context, &tally, &generator)
        case "visual_understanding": VisualResults.make(context, &generator)
        case "qrcode_detection": CodeResults.make(context, &generator)
        case "logo_detection": LogoResults.make(context, &generator)
        default: ModuleFindings()
        }
    }
}
