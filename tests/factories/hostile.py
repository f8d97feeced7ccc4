"""Files that somebody sends on purpose: made anew each time, none of them kept.

`HOSTILE` must be refused; `HIDING` may be taken, if what is hidden in them is gone.
Each is a name for the test, the name of the file, and what makes its content.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from sakaguru.evidence.adapters.inspection import EICAR

SECRET = "Rahasia Tertanam"
DOCX, XLSX, PPTX = "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    b"<l>&b;</l>"
)
LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


def packed(parts, *, form=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", form) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(main=DOCX, **parts):
    """A document with these other parts; ``__`` stands for /, ``_D`` for a dot."""
    named = {k.replace("__", "/").replace("_D", "."): v for k, v in parts.items()}
    return packed({"[Content_Types].xml": "<Types/>", main: "<document/>", **named})


def pdf_with(change=None, pages=1):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def note(writer, **fields):
    entries = {NameObject(f"/{key}"): value for key, value in fields.items()}
    action = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), **entries})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(action)])


def script(kind="/JavaScript"):
    return DictionaryObject(
        {
            NameObject("/S"): NameObject(kind),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
    )


def png_head(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + check


def picture(form="JPEG", **options):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, form, **options)
    return out.getvalue()


def linked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(DOCX, "<document/>")
        link = zipfile.ZipInfo("word/rahasia.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def lying():
    """An archive whose entry says it is small, and is not."""
    content = bytearray(packed({DOCX: b"0" * 3_000_000, "x.xml": "<x/>"}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(mark)
        content[at + place : at + place + 4] = struct.pack("<I", 10)
    return bytes(content)


def overlapping():
    """Two entries of the directory that lead to the same bytes."""
    content = packed({DOCX: "<document/>", "a": "0" * 500, "b": "1" * 500})
    first, second = (content.rfind(b"PK\x01\x02", 0, i) for i in (-60, None))
    del first
    broken = bytearray(content)
    broken[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(broken)


def encrypted():
    content = bytearray(packed({DOCX: "<document/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + place] |= 1
    return bytes(content)


def doubled():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(DOCX, "<document/>")
        archive.writestr(DOCX.upper(), "<lain/>")
    return out.getvalue()


def outward(kind, main=DOCX):
    rels = (
        '<Relationships><Relationship Id="1" Type="http://x/relationships/'
        f'{kind}" Target="http://contoh.invalid/x" TargetMode="External"/>'
        "</Relationships>"
    )
    return office(main, word___rels__document_Dxml_Drels=rels)


def opening(writer):
    """A script that runs when the document is opened."""
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(script())


def attachment(writer):
    writer.add_attachment("isi.exe", b"MZ")


HOSTILE = [
    ("empty", "kosong.pdf", lambda: b""),
    ("php", "foto.jpg", lambda: b"<?php system($_GET['c']); ?>"),
    ("svg with script", "a.svg", lambda: b"<svg xmlns='x' onload='alert(1)'/>"),
    ("html named jpg", "foto.jpg", lambda: b"<html><script>alert(1)</script></html>"),
    (
        "html named pdf",
        "surat.pdf",
        lambda: b"<!doctype html><script>alert(1)</script>",
    ),
    ("xhtml", "a.xhtml", lambda: b"<?xml version='1.0'?><html xmlns='x'/>"),
    (
        "mht",
        "a.mht",
        lambda: b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script/>",
    ),
    ("gif", "a.gif", lambda: b"GIF89a" + bytes(20)),
    ("bmp", "a.bmp", lambda: b"BM" + bytes(60)),
    ("tiff", "a.tif", lambda: b"II*\x00" + bytes(60)),
    ("ico", "a.ico", lambda: b"\x00\x00\x01\x00" + bytes(60)),
    (
        "postscript",
        "a.jpg",
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ),
    ("windows program", "a.jpg", lambda: b"MZ\x90\x00" + bytes(200)),
    ("linux program", "a.jpg", lambda: b"\x7fELF" + bytes(200)),
    ("shell script", "a.pdf", lambda: b"#!/bin/sh\nrm -rf /\n"),
    (
        "java archive",
        "a.jar",
        lambda: packed({"META-INF/MANIFEST.MF": "x", "A.class": "x"}),
    ),
    ("android program", "a.docx", lambda: packed({"AndroidManifest.xml": "x"})),
    ("old office", "a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ("rtf with object", "a.doc", lambda: b"{\\rtf1{\\object\\objdata 0105}}"),
    ("eicar", "a.txt", lambda: EICAR),
    ("eicar in a document", "a.docx", lambda: office(x_Dxml=EICAR)),
    ("eicar behind a picture", "a.jpg", lambda: picture() + EICAR),
    ("7z", "a.docx", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60)),
    ("gzip", "a.docx", lambda: b"\x1f\x8b\x08" + bytes(60)),
    ("random", "a.jpg", lambda: bytes(range(256)) * 9),
    ("nul bytes", "a.pdf", lambda: bytes(5000)),
    ("plain zip", "a.zip", lambda: packed({"catatan.txt": "x"})),
    ("broken zip", "a.docx", lambda: b"PK\x03\x04 bukan zip"),
    ("cut zip", "a.docx", lambda: office()[:-30]),
    ("zip in a zip", "a.docx", lambda: office(isi_Dzip=office())),
    ("zip under another name", "a.docx", lambda: office(word__media__a_Dpng=office())),
    ("flat bomb", "a.docx", lambda: office(x_Dxml=b"0" * (210 << 20))),
    (
        "bomb of many parts",
        "a.docx",
        lambda: packed({DOCX: "x"} | {f"{n}": "" for n in range(5001)}),
    ),
    ("lying about its size", "a.docx", lying),
    ("overlapping entries", "a.docx", overlapping),
    ("encrypted", "a.docx", encrypted),
    ("two of one name", "a.docx", doubled),
    ("symbolic link", "a.docx", linked),
    ("way up", "a.docx", lambda: packed({DOCX: "x", "../../etc/cron.d/x": "x"})),
    ("way up, backwards", "a.docx", lambda: packed({DOCX: "x", "..\\..\\x": "x"})),
    ("from the root", "a.docx", lambda: packed({DOCX: "x", "/etc/passwd": "x"})),
    ("word macro", "a.docm", lambda: office(word__vbaProject_Dbin="x")),
    ("sheet macro", "a.xlsm", lambda: office(XLSX, xl__vbaProject_Dbin="x")),
    (
        "old macro sheet",
        "a.xlsx",
        lambda: office(XLSX, xl__macrosheets__sheet1_Dxml="<x/>"),
    ),
    ("activex", "a.docx", lambda: office(word__activeX__activeX1_Dxml="<x/>")),
    ("ole object", "a.docx", lambda: office(word__embeddings__oleObject1_Dbin="x")),
    (
        "linked workbook",
        "a.xlsx",
        lambda: office(XLSX, xl__externalLinks__externalLink1_Dxml="<x/>"),
    ),
    ("template from outside", "a.docx", lambda: outward("attachedTemplate")),
    ("picture from outside", "a.docx", lambda: outward("image")),
    ("frame from outside", "a.docx", lambda: outward("frame")),
    ("entities", "a.docx", lambda: office(word__settings_Dxml=ENTITY)),
    (
        "entities in a sheet",
        "a.xlsx",
        lambda: office(XLSX, xl__sharedStrings_Dxml=ENTITY),
    ),
    (
        "utf-16 part",
        "a.docx",
        lambda: office(word__x_Dxml="<!DOCTYPE x>".encode("utf-16")),
    ),
    (
        "odf macro",
        "a.odt",
        lambda: packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "Basic/script-lc.xml": "<x/>",
            }
        ),
    ),
    (
        "odf script",
        "a.odt",
        lambda: packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "Scripts/python/a.py": "x",
            }
        ),
    ),
    ("html in a document", "a.docx", lambda: office(word__a_Dhtml="<script/>")),
    ("pdf without pages", "a.pdf", lambda: b"%PDF-1.7\n%%EOF"),
    ("pdf cut short", "a.pdf", lambda: pdf_with()[:120]),
    ("pdf of garbage", "a.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20),
    ("pdf with a password", "a.pdf", lambda: pdf_with(lambda w: w.encrypt("x"))),
    ("pdf of many pages", "a.pdf", lambda: pdf_with(pages=501)),
    (
        "pdf that loops",
        "a.pdf",
        lambda: LOOP,
    ),
    ("pixel flood", "a.png", lambda: png_head(60_000, 60_000)),
    ("too many pixels", "a.png", lambda: png_head(8_000, 8_000)),
    ("picture cut short", "a.jpg", lambda: picture()[:200]),
    ("png of a head only", "a.png", lambda: png_head(10, 10)),
    ("webp of a head only", "a.webp", lambda: b"RIFF\x10\x00\x00\x00WEBPVP8 "),
]

HIDING = [
    (
        "photo with place",
        "a.jpg",
        lambda: picture(exif=b"Exif\x00\x00" + SECRET.encode()),
    ),
    ("photo with a comment", "a.jpg", lambda: picture(comment=SECRET.encode())),
    ("photo and more behind", "a.jpg", lambda: picture() + SECRET.encode()),
    (
        "document with an author",
        "a.docx",
        lambda: office(docProps__core_Dxml=f"<a>{SECRET}</a>"),
    ),
    (
        "document with a company",
        "a.docx",
        lambda: office(docProps__app_Dxml=f"<a>{SECRET}</a>"),
    ),
    (
        "document with own fields",
        "a.docx",
        lambda: office(docProps__custom_Dxml=f"<a>{SECRET}</a>"),
    ),
    (
        "odf with an author",
        "a.odt",
        lambda: packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "<x/>",
                "meta.xml": f"<a>{SECRET}</a>",
            }
        ),
    ),
    (
        "pdf with an author",
        "a.pdf",
        lambda: pdf_with(lambda w: w.add_metadata({"/Author": SECRET})),
    ),
    ("pdf with a script", "a.pdf", lambda: pdf_with(opening)),
    ("pdf with an attachment", "a.pdf", lambda: pdf_with(attachment)),
    (
        "pdf and html",
        "a.pdf",
        lambda: pdf_with() + b"<script>alert(1)</script>" + SECRET.encode(),
    ),
    (
        "pdf with a scripted note",
        "a.pdf",
        lambda: pdf_with(lambda w: note(w, Subtype=NameObject("/Link"), A=script())),
    ),
    (
        "pdf with a launching note",
        "a.pdf",
        lambda: pdf_with(
            lambda w: note(w, Subtype=NameObject("/Link"), A=script("/Launch"))
        ),
    ),
    (
        "pdf with a form",
        "a.pdf",
        lambda: pdf_with(lambda w: note(w, Subtype=NameObject("/Widget"), AA=script())),
    ),
]
