// What the transitions of a training read.

import Emulator
import Store

/// A training and its parameters.
struct TrainingInput: LifecycleRecord {
    let key: Int
    let id: String
    let type: String
    /// The number of images when the training was created.
    let images: Int
    let datasetID: String
    /// The dataset at that time.
    let datasetText: String
    /// The name of the resulting model.
    let name: String
    let description: String
    let changelog: String

    init?(_ context: TransitionContext) throws {
        let found = try context.database.first(
            """
            SELECT seq, type, images, dataset_id, dataset_json, model_name, description, changelog
            FROM deepva_trainings WHERE id = ?
            """, .text(context.subject.text)
        ) { row in
            (
                row.int(0), row.text(1), row.int(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)
            )
        }
        guard let found else { return nil }
        id = context.subject.text
        (key, type, images, datasetID, datasetText, name, description, changelog) = found
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(platform: DeepVA.id, operation: "createTraining", id: id, sources: [datasetID], tag: name)
    }
}
