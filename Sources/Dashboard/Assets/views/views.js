// Which drawing belongs to which operation.

import { Boxes, Stored, Thumbnails } from './media.js';
import { Documents } from './documents.js';
import { Labels } from './labels.js';
import { Graph } from './graph.js';
import { Report } from './report.js';

const views = {
  deepva: {
    getJob: Boxes,
    listJobDetailedResults: Boxes,
    getStorage: Stored,
    listStorage: Thumbnails,
    getGraphNode: Graph,
    listRelatedGraphNodes: Graph,
    listReportItems: Report,
  },
  deepopinion: {
    getDocument: Documents,
    listDocuments: Documents,
    getLabelingDocument: Documents,
    listLabelingDocuments: Documents,
    getGroupDocument: Documents,
    listGroupDocuments: Documents,
    listAnalysisDocuments: Documents,
    listCorrectionDocuments: Documents,
  },
  'deepen-tools': { getDatasetLabels: Labels, getFileLabels: Labels, getDataset: Labels, getFile: Labels },
};

/** The drawing for an operation of a platform, if there is one. */
export const drawing = (platform, operation) => (views[platform] || {})[operation];
