import { DARK, LIGHT, PRINTED, properties } from "./palette.ts";

/** Looks of every page: calm, from a phone to paper, light and dark as the reader has set it. */
export const STYLE = `
:root{color-scheme:light dark;${properties(LIGHT)}
--serif:Charter,"Bitstream Charter","Iowan Old Style","Palatino Linotype",Palatino,P052,Georgia,serif;
--sans:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{${properties(DARK)}}}
@media print{:root{color-scheme:light;${properties(PRINTED)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;max-width:74rem;padding:0 clamp(1rem,4vw,3rem) 4rem;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--sans);overflow-wrap:break-word}
body:has(#complete) .unfinished{display:none}
.unfinished{margin:1rem 0;padding:.75rem 1rem;border:2px solid var(--stray);color:var(--stray);background:var(--stray-paper);font-weight:600}
h1,h2,h3,p,ol,ul,dl,figure,pre{margin:0}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
h2:focus,main:focus{outline:none}
.skip{position:absolute;left:-100rem}
.skip:focus{position:static;display:inline-block;margin:.5rem 0}
code,pre,.mask{font-family:var(--mono);font-size:.875em}
code{overflow-wrap:anywhere}
small,.note{font-size:.875rem;color:var(--quiet)}
body>header{padding:1.25rem 0 1rem;color:var(--quiet);font-size:.9375rem}
body>header strong{color:var(--ink);margin-right:.75rem}

.verdict{padding:clamp(1.25rem,3.5vw,2.5rem);border-top:4px solid;border-radius:2px}
.verdict.stray{border-color:var(--stray);background:var(--stray-paper)}
.verdict.clean{border-color:var(--clean);background:var(--clean-paper)}
.verdict.unproven{border-color:var(--unproven);background:var(--unproven-paper)}
.stray .word{color:var(--stray)}.clean .word{color:var(--clean)}.unproven .word{color:var(--unproven)}
h1{font-weight:400}
.word{display:block;font:700 1.0625rem/1.4 var(--sans);letter-spacing:.08em}
.sentence{display:block;margin-top:.5rem;max-width:28em;font:600 clamp(1.625rem,1.2rem + 2vw,2.5rem)/1.2 var(--serif);text-wrap:balance}
.sentence .name{overflow-wrap:anywhere}
.first{margin-top:1rem;font-weight:600}
.lead{margin-top:1rem;max-width:40em;font:1.1875rem/1.55 var(--serif)}
.apart{margin-top:.75rem}
.reasons{margin-top:.5rem;padding-left:1.1rem}
.facts{display:grid;grid-template-columns:repeat(12,1fr);gap:1rem 2rem;padding:1.5rem 0}
.facts div{grid-column:span 4}
.facts div:nth-child(2){grid-column:span 8}.facts div:nth-child(3){grid-column:span 12;order:9}
.facts dt,th{font-size:.8125rem;font-weight:500;color:var(--quiet)}
.facts dd{margin:0;overflow-wrap:anywhere}

main>nav{padding:.75rem 0;border-top:1px solid var(--hairline)}
main>nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none;font-size:.9375rem}
main>nav li+li{margin:0}
main>nav a{display:inline-block;padding:.125rem 0}
main>section{display:grid;grid-template-columns:11.5rem minmax(0,1fr);gap:1rem 2.5rem;padding:2.25rem 0;border-top:1px solid var(--hairline)}
main>section.wide{grid-template-columns:minmax(0,1fr)}
h2{font:600 1.3125rem/1.3 var(--serif);text-wrap:balance}
h3{font-size:1rem;font-weight:600}
.content>*+*{margin-top:1rem}
.content>h3{margin-top:2rem}
.content p,.content li,.glossary{max-width:44rem}
ol,ul{padding-left:1.4rem}
li+li{margin-top:.4rem}
.steps{font:1.125rem/1.5 var(--serif)}
.steps>li+li{margin-top:.65rem}
.steps ::marker{font-weight:600;font-family:var(--sans);font-size:.9em;color:var(--quiet)}
pre{padding:.875rem 1rem;overflow-x:auto;background:var(--sheet);border:1px solid var(--hairline);border-radius:3px;line-height:1.5}
pre code{font-size:.8125rem;overflow-wrap:normal}

.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums lining-nums}
th,td{padding:.5rem 1.25rem .5rem 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--hairline)}
th:last-child,td:last-child{padding-right:.25rem}
thead th{border-bottom:1px solid var(--edge);white-space:nowrap;vertical-align:bottom}
tbody th,tfoot th{font-size:1rem;font-weight:400;color:var(--ink)}
th small{display:block}
th .name{overflow-wrap:break-word}
.number{text-align:right;white-space:nowrap}
.day{white-space:nowrap}
.exceptions{min-width:44rem}
.exceptions small{display:block}
tfoot th,tfoot td{font-weight:600;border-bottom:0}
tr.stranger th{font-weight:600;color:var(--stray)}
tr.stranger th small{font-weight:400}
tr.idle .state{color:var(--unproven);font-weight:600}
.numbers{width:auto;min-width:min(100%,34rem)}
.examples span{display:block}
.name{overflow-wrap:anywhere}

.timeline{margin-top:2rem}
.timeline figcaption{font-weight:600;margin-bottom:.5rem}
.timeline svg{display:block;overflow:visible;font-family:var(--sans)}
.timeline rect{fill:var(--accent)}
.timeline text{fill:var(--quiet);font-size:12px}
.timeline .who{fill:var(--ink);font-size:13px;font-weight:600}
.timeline .foot{stroke:var(--edge)}
.timeline .grid{stroke:var(--hairline)}
.timeline .note,.timeline details{margin-top:.5rem}

.findings{padding:0;list-style:none;counter-reset:finding}
.findings>li{padding:1rem 0;border-top:1px solid var(--hairline)}
.findings>li:first-child{padding-top:0;border-top:0}
.findings>li+li{margin-top:0}
.findings p,.findings ul{margin-top:.3rem}
.where{color:var(--quiet)}
.where .name{color:var(--ink)}
.tag{display:inline-block;margin-left:.4rem;padding:.05rem .5rem;border:1px solid;border-radius:1rem;font-size:.75rem;font-weight:600;vertical-align:.1em;white-space:nowrap}
.tag.stray{color:var(--stray)}.tag.unproven{color:var(--unproven)}.tag.note{color:var(--quiet)}
details{margin-top:.4rem}
summary{width:fit-content;padding:.125rem 0;color:var(--accent);font-size:.9375rem;cursor:pointer}
details>div{padding:.25rem 0 .5rem 1rem;border-left:2px solid var(--hairline)}
details>div>*+*{margin-top:.5rem}
.places{font-size:.9375rem}
.places li+li{margin-top:.15rem}

button,input,select{font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--edge);border-radius:3px;min-height:2.5rem;padding:.35rem .7rem}
button{cursor:pointer}
button:hover{border-color:var(--ink)}
button[aria-disabled=true]{color:var(--quiet);border-style:dashed;cursor:default}
button.show{min-height:0;padding:.1rem .5rem;font-size:.875rem;color:var(--accent);margin:.25rem 0}
.examples button.show{display:block}
[hidden],.examples button[hidden]{display:none}
.filters{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:end}
.filters[hidden]{display:none}
.filters .field{margin:0;min-width:0}
.filters .field:first-child{flex:1 1 15rem;max-width:32rem}
.filters label{display:block;font-size:.875rem;color:var(--quiet)}
.filters input{width:100%}
.filters select{max-width:14rem}
.status{font-weight:600;scroll-margin-top:1rem}
.files td{font-size:.9375rem}
.files .file{width:46%}
.files .whose{width:14%}
.files .fate{width:22%}
.files small{display:block;overflow-wrap:anywhere;font-size:.8125rem}
.files .stray .whose{color:var(--stray);font-weight:600}
.files .unread .fate,.files .nobody .whose{color:var(--unproven);font-weight:600}
.files .furniture td,.files .accepted .whose{color:var(--quiet)}
.pager{display:flex;gap:1rem;align-items:center}
.pager[hidden]{display:none}
.glossary div{display:grid;grid-template-columns:12rem 1fr;gap:0 1.5rem;padding:.45rem 0;border-bottom:1px solid var(--hairline)}
.glossary dt{font-weight:600}
.glossary dd{margin:0}
body>footer{padding-top:1.5rem;border-top:1px solid var(--hairline);font-size:.875rem;color:var(--quiet)}
body>footer p{max-width:48rem}
body>footer p+p{margin-top:.5rem}

@media screen and (max-width:52rem){
main>section{grid-template-columns:minmax(0,1fr);padding:1.75rem 0}
.facts div,.facts div:nth-child(2),.facts div:nth-child(3){grid-column:span 12;order:0}
.facts{gap:.75rem}
.timeline .between{display:none}
.filters .field,.filters .field:first-child{flex:1 1 100%;max-width:none}
.filters select{width:100%;max-width:none}
.glossary div{grid-template-columns:minmax(0,1fr)}
.files,.files tbody{display:block}
.files thead{position:absolute;left:-100rem}
.files tr{display:grid;grid-template-columns:auto 1fr;gap:.1rem 1rem;padding:.6rem 0;border-bottom:1px solid var(--hairline)}
.files td{padding:0;border:0}
.files .file{grid-column:1/-1}
.files .file,.files .whose,.files .fate{width:auto}
.files .fate{text-align:right}
.files .number{color:var(--quiet);font-size:.8125rem;white-space:normal}
.files .records{text-align:left}
.files .records:after{content:" records"}
.files .bytes:after{content:" bytes"}
}
@media (forced-colors:active){
.timeline rect{fill:CanvasText}
.timeline .foot,.timeline .grid{stroke:GrayText}
.timeline text,.timeline .who{fill:CanvasText}
}
@media print{
@page{margin:18mm 16mm}
html{font-size:9.5pt}
body{max-width:none;padding:0}
.skip,main>nav,.filters,.pager,button,summary{display:none!important}
details::details-content{display:block;content-visibility:visible;block-size:auto}
main>section{display:block;padding:1.1rem 0}
h2{margin-bottom:.5rem;break-after:avoid}
h3,figcaption{break-after:avoid}
.verdict{border:1px solid;border-top-width:4px;padding:1rem 1.25rem}
.sentence{font-size:20pt}
.places{columns:2;column-gap:2rem}
.facts{padding:1rem 0}
.scroll{overflow:visible}
.exceptions{min-width:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
tr,.timeline svg,.glossary div,.steps li{break-inside:avoid}
thead{display:table-header-group}
th,td{padding-top:.25rem;padding-bottom:.25rem}
a{color:inherit;text-decoration:none}
.timeline rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.verdict{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
