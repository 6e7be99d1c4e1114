"""The networks' weights for faces, each pinned.

Detector and embedder are OpenCV Zoo's files (their hashes equal the Git LFS ids of ``opencv_zoo`` at 966be4c), the
mesh is MediaPipe's, the second comparer is dlib's. Where they come from stands in ``provisioning/models.py``.
"""

from __future__ import annotations

from kiosk.vision.pinned import Pinned

YUNET = Pinned(
    "face_detection_yunet_2023mar.onnx",
    "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    232_589,
)
SFACE = Pinned(
    "face_recognition_sface_2021dec.onnx",
    "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
    38_696_353,
)
MESH = Pinned(
    "face_landmark.tflite",
    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    1_242_398,
)
RESNET = Pinned(
    "dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    22_466_066,
)
