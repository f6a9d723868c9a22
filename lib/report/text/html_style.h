// SPDX-License-Identifier: Apache-2.0
// The look of a report's page.
#ifndef AURICLE_LIB_REPORT_TEXT_HTML_STYLE_H_
#define AURICLE_LIB_REPORT_TEXT_HTML_STYLE_H_

namespace auricle {

// Series colours keep apart for colour-blind eyes (after Okabe and Ito, 2008), darkened by day and
// lightened by night until each has a contrast of 3 : 1 or more to its ground.
inline constexpr char kStyle[] = R"css(
:root{color-scheme:light dark;--ground:#fff;--panel:#f6f7f9;--ink:#1c2128;--muted:#5b6470;
--line:#d9dee5;--grid:#e6e9ee;--zero:#8a93a0;--heat:0 98 155;--better:#18794e;--worse:#b42318;
--warn:#8f5a00;--warnground:#fff6e0;--series0:#5b6470;--series1:#0072b2;--series2:#c4500a;
--series3:#00805c;--series4:#a63d85;--series5:#8a6d00;--series6:#2b8fcb;--series7:#7a3fc0}
@media(prefers-color-scheme:dark){:root{--ground:#14171c;--panel:#1c2027;--ink:#e4e8ee;
--muted:#9aa4b2;--line:#333a45;--grid:#2a303a;--zero:#78818f;--heat:70 160 225;--better:#5bd69b;
--worse:#ff8f82;--warn:#f2c14e;--warnground:#2c2614;--series0:#a8b1be;--series1:#56b4e9;
--series2:#f08a4b;--series3:#3fc79a;--series4:#e08cc4;--series5:#e3c443;--series6:#8fd0f5;
--series7:#b794f4}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem clamp(1rem,4vw,3rem) 4rem;max-width:76rem;background:var(--ground);
color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
main>h1{margin-top:3rem}
h2{font-size:1.2rem;margin:2.6rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--line)}
p{max-width:46rem;margin:.5rem 0}
.sub,.note,figcaption small{color:var(--muted)}
.verdict{max-width:none;margin:.6rem 0;padding:.6rem .9rem;background:var(--panel);
border-left:4px solid var(--zero);border-radius:0 6px 6px 0}
.verdict b{display:block}
.better{border-color:var(--better)}.better b{color:var(--better)}
.worse{border-color:var(--worse)}.worse b{color:var(--worse)}
.warning{max-width:none;padding:.5rem .9rem;background:var(--warnground);color:var(--warn);
border-left:4px solid currentColor;border-radius:0 6px 6px 0}
.grid .scroll{margin:.4rem 0}
.grid{display:flex;flex-wrap:wrap;gap:1.4rem 2rem;align-items:flex-start}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,23rem),1fr));gap:.6rem 2rem}
figure{margin:.6rem 0;max-width:31rem;min-width:0}
figcaption{font-weight:600;margin-bottom:.2rem}figcaption small{display:block;font-weight:400}
svg{display:block;width:100%;height:auto;color:var(--ink)}
svg text{font-family:inherit}
.scroll{overflow-x:auto;margin:1rem 0 1.4rem;max-width:100%}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:.88rem;padding-bottom:.3rem}
.grid caption{font-weight:600;color:var(--ink)}
th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid var(--line);vertical-align:top;
overflow-wrap:normal}
td{white-space:nowrap}td.l{white-space:normal;max-width:22rem;overflow-wrap:anywhere}
thead th{vertical-align:bottom;font-weight:600;border-bottom:2px solid var(--line);
color:var(--muted);max-width:11rem}
thead tr:not(:last-child) th{border-bottom:0}
thead tr .o.o{text-align:center;border-bottom:1px solid var(--line);color:var(--ink)}
th:first-child,.l{text-align:left}
tbody th{font-weight:500;position:sticky;left:0;background:var(--ground);max-width:18rem}
.n{white-space:nowrap}
tbody tr:hover>*{background-color:var(--panel)}
td.h{background:rgb(var(--heat)/var(--a))}
.matrix td,.matrix th{padding:.12rem .25rem;border:0;font-size:.82rem}
.matrix td{min-width:1.9rem;text-align:center;border:1px solid var(--ground)}
.matrix thead th{max-width:none;text-align:left;writing-mode:vertical-rl;transform:rotate(180deg);
padding:.3rem .1rem;font-weight:500;max-height:9rem;overflow:hidden;white-space:nowrap;
text-overflow:ellipsis}
.matrix thead th:first-child{writing-mode:initial;transform:none;vertical-align:bottom;
font-size:.75rem;color:var(--muted);font-weight:400;white-space:nowrap}
.matrix tbody th{color:var(--muted);max-width:9rem;white-space:nowrap;overflow:hidden;
text-overflow:ellipsis}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.6rem 0}
.legend i{display:inline-block;width:1.4em;height:.28em;border-radius:2px;margin-right:.45em;
vertical-align:.25em}
details{margin:1.6rem 0}summary{cursor:pointer;font-weight:600}
footer{margin-top:3rem;color:var(--muted);font-size:.85rem}
@media print{body{max-width:none;padding:0}details>*{display:block}}
)css";

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_TEXT_HTML_STYLE_H_
