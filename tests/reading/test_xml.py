"""JATS articles and PubMed abstracts."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.reading import ReadError, read, read_bytes, read_many

JATS = b"""<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "JATS.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink"><front>
<journal-meta><journal-title>J Gout</journal-title></journal-meta>
<article-meta><article-id pub-id-type="pmc">77</article-id><article-id pub-id-type="doi">10.1/g</article-id>
<title-group><article-title>Tablet for gout: a <italic>small</italic> trial</article-title></title-group>
<pub-date pub-type="epub"><day>3</day><month>Mar</month><year>2024</year></pub-date>
<abstract><sec><title>Results</title>
<p>Attacks fell by 40%&nbsp;at week 8 [<xref ref-type="bibr" rid="b1">1</xref>].</p>
</sec></abstract>
</article-meta></front>
<body><sec><title>Methods</title>
<p>We took 88 adults<sup><xref ref-type="bibr" rid="b2">2</xref></sup> (30 kg/m<sup>2</sup>).</p>
<table-wrap><label>Table 1</label><caption><p>Attacks</p></caption>
<table><thead><tr><th/><th>Tablet</th><th>Placebo</th></tr></thead>
<tbody><tr><td>Attacks</td><td>12<sup>a</sup></td><td>20</td></tr></tbody></table>
<table-wrap-foot><fn><label>a</label><p>P = 0.03.</p></fn></table-wrap-foot></table-wrap></sec></body>
<back><ack><p>We thank 14 people.</p></ack>
<ref-list><ref><mixed-citation>Lee A. 2020.</mixed-citation></ref></ref-list></back>
</article>"""

PUBMED = b"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>
<Journal><Title>J Gout</Title></Journal><ArticleTitle>First trial.</ArticleTitle>
<Abstract><AbstractText Label="METHODS">We took 88 adults.</AbstractText>
<AbstractText Label="RESULTS">Pain fell by 4 (P&lt;0.001).</AbstractText></Abstract>
<DataBankList><DataBank><AccessionNumberList><AccessionNumber>NCT00000001</AccessionNumber></AccessionNumberList>
</DataBank></DataBankList></Article></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>2</PMID><Article><ArticleTitle>Second trial.</ArticleTitle>
<Abstract><AbstractText>It failed.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""


def test_jats_article() -> None:
    source = read_bytes(JATS, "g")
    assert (source.format, source.title, source.published) == (
        "jats",
        "Tablet for gout: a small trial",
        "2024-03-03",
    )
    assert source.metadata == {"journal": "J Gout", "pmcid": "77", "doi": "10.1/g"}
    assert "Attacks fell by 40% at week 8." in source.text
    assert "We took 88 adults (30 kg/m2)." in source.text
    assert "Lee A." not in source.text
    sections = {source.text[b.start : b.end]: (b.kind, b.section) for b in source.blocks}
    assert sections["Attacks fell by 40% at week 8."] == ("paragraph", "Results")
    assert sections["We thank 14 people."][0] == "boilerplate"


def test_jats_table() -> None:
    (table,) = read_bytes(JATS, "g").tables
    assert table.caption == "Table 1. Attacks"
    assert table.footnotes == ("a P = 0.03.",)
    assert [(cell.text, cell.marks) for cell in table.cells][3:] == [
        ("Attacks", ()),
        ("12", ("a",)),
        ("20", ()),
    ]


def test_pubmed_file_with_several_abstracts(tmp_path: Path) -> None:
    path = tmp_path / "set.xml"
    path.write_bytes(PUBMED)
    first, second = read_many(path)
    assert (first.id, second.id) == ("set-1", "set-2")
    assert first.title == "First trial."
    assert {block.section for block in first.blocks} == {None, "METHODS", "RESULTS", "Trial registration"}
    assert "P<0.001" in first.text and "NCT00000001" in first.text
    with pytest.raises(ReadError, match="holds 2 documents"):
        read(path)


def test_pubmed_file_with_one_abstract() -> None:
    one = PUBMED[: PUBMED.index(b"<PubmedArticle><MedlineCitation><PMID>2")] + b"</PubmedArticleSet>"
    assert read_bytes(one, "set").id == "set"
