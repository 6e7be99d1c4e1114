"""What makes a PDF say that it is PDF/A-2b: the claim (XMP), and what its colours mean (output intent)."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from kiosk.vision.binding.profile import srgb_profile

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
"""ISO 19005-2 6.6.4 (the claim), 6.6.2.1 (a packet without ``bytes`` or ``encoding``). No title, author or date:
what the document information leaves out cannot differ from it (6.1.5)."""


def mark_as_archival(document: pikepdf.Pdf) -> None:
    """Adds metadata, output intent and language to the catalogue; takes the document information away."""
    metadata = document.make_stream(_XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
    profile = document.make_stream(srgb_profile(), N=3)
    root = document.Root
    root.Metadata = metadata
    root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )
    root.Lang = String("zh-CN")
    for key in ("/Info", "/ID"):
        if key in document.trailer:
            del document.trailer[key]
