// The style sheet of the page: one set of variables for light, dark and print; charts draw with the same variables.

/** Light and dark inks and grounds. Series colours keep 3:1 against the paper and stay apart for colour-blind eyes. */
const LIGHT = `
  --paper:#ffffff;--ground:#f5f6f8;--ink:#15181d;--muted:#5a6270;--line:#dfe3e8;--grid:#e4e7ec;
  --accent:#1f5fbf;--accent-soft:#e3edfb;--good:#11734b;--good-soft:#e0f4ea;--bad:#b3261e;--bad-soft:#fce8e6;
  --warn:#8a5a00;--warn-soft:#fdf1d6;--band-a:#f7f8fa;--band-b:#eceff4;
  --c1:#2f6fde;--c2:#d4570a;--c3:#0b8a63;--c4:#a8429c;--c5:#8a6d00;--c6:#2c8c9e;--c7:#b8324f;--c8:#5b6472;
  --p1:#8a94a3;--p2:#d99a00;--p3:#c2410c;--p4:#3f86c6;--p5:#7c5cc4;
  color-scheme:light;`;
const DARK = `
  --paper:#171b21;--ground:#0f1216;--ink:#eceff4;--muted:#a0a9b8;--line:#2b323c;--grid:#2a313b;
  --accent:#7fb1ff;--accent-soft:#1d2c44;--good:#5fd3a0;--good-soft:#123026;--bad:#ff8d84;--bad-soft:#3d1d1b;
  --warn:#f2c261;--warn-soft:#362a10;--band-a:#1c2128;--band-b:#232933;
  --c1:#6ba4ff;--c2:#ff8f4d;--c3:#3cc79a;--c4:#e08ad6;--c5:#d9b84a;--c6:#5cc4d6;--c7:#ff7f98;--c8:#9aa4b3;
  --p1:#7f8a9a;--p2:#e9b949;--p3:#f0773d;--p4:#5a9fe0;--p5:#a78bfa;
  color-scheme:dark;`;

const BASE = `
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
:root[data-theme=dark]{${DARK}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);
  font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header.top{max-width:1120px;margin:0 auto;padding:0 20px}
h1,h2,h3,p,figure,dl,dd,ul,ol{margin:0}
a{color:var(--accent)}
code,pre{font:0.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`;

const TOP = `
header.top{display:flex;align-items:center;gap:12px;padding-top:18px;padding-bottom:14px;flex-wrap:wrap}
.brand{font-weight:800;letter-spacing:-.02em;font-size:1.1rem}
.brand i{display:inline-block;width:.62em;height:.62em;border-radius:50%;background:var(--c1);margin-right:.45em;
  box-shadow:.42em 0 0 -.06em var(--c2),.84em 0 0 -.12em var(--c3)}.brand i+span{margin-left:.8em}
.run{color:var(--muted);font-size:.9rem;flex:1 1 200px;overflow-wrap:anywhere}
button{font:inherit;font-size:.85rem;color:var(--ink);background:var(--paper);border:1px solid var(--line);
  border-radius:8px;padding:5px 11px;cursor:pointer}
button:hover{border-color:var(--muted)}
nav{display:flex;flex-wrap:wrap;gap:2px 15px;font-size:.86rem;margin:18px 2px 0}
nav a{text-decoration:none;color:var(--muted);padding:3px 0}nav a:hover{color:var(--ink);text-decoration:underline}`;

const ANSWER = `
.card,.answer{background:var(--paper);border:1px solid var(--line);border-radius:14px}
.answer{padding:30px 32px 28px;border-top:5px solid var(--accent)}
.answer.none{border-top-color:var(--bad)}
.eyebrow{font-size:.8rem;font-weight:700;letter-spacing:.06em;text-transform:uppercase;color:var(--accent)}
.answer.none .eyebrow{color:var(--bad)}
h1{font-size:clamp(1.55rem,1.1rem + 2.1vw,2.5rem);line-height:1.16;letter-spacing:-.022em;margin:8px 0 14px;
  text-wrap:balance}
.answer p{max-width:76ch}.answer p+p{margin-top:8px}
.sure{color:var(--muted)}
.sure b{color:var(--ink)}
.cards{display:grid;grid-template-columns:repeat(var(--n,4),1fr);gap:12px;margin:14px 0 0;padding:0;list-style:none}
.cards .card{padding:14px 16px 13px;display:flex;flex-direction:column}
.cards dt{font-size:.82rem;color:var(--muted)}
.cards dd{font-size:1.55rem;font-weight:700;letter-spacing:-.02em;line-height:1.25;font-variant-numeric:tabular-nums}
.cards dd.note{font-size:.8rem;font-weight:400;letter-spacing:0;color:var(--muted);line-height:1.4;margin-top:2px}
.cards .good dd:not(.note){color:var(--good)}.cards .bad dd:not(.note){color:var(--bad)}
.notes{display:grid;gap:10px;margin-top:14px;padding:0;list-style:none}
.note-item{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--muted);border-radius:10px;
  padding:10px 14px;font-size:.93rem}
.note-item.warn{border-left-color:var(--warn)}.note-item.good{border-left-color:var(--good)}
.note-item.bad{border-left-color:var(--bad)}
.note-item .muted,.muted{color:var(--muted)}
.tag{display:inline-block;font-size:.78rem;font-weight:700;border-radius:6px;padding:1px 8px;margin-right:8px;
  background:var(--ground);color:var(--muted)}
.tag.good{background:var(--good-soft);color:var(--good)}.tag.bad{background:var(--bad-soft);color:var(--bad)}
.tag.warn{background:var(--warn-soft);color:var(--warn)}
.note-item details,.note-item details:last-of-type{border:0;padding:2px 0 0}.note-item summary{font-weight:400;font-size:.88rem}
.note-item ul{margin:6px 0 2px;padding-left:20px;color:var(--muted)}`;

const SECTION = `
section.part{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:24px 26px 22px;margin-top:18px}
section.part,section.answer{scroll-margin-top:12px}
h2{font-size:1.28rem;letter-spacing:-.012em;line-height:1.3}
.aid{color:var(--muted);max-width:80ch;margin:3px 0 14px}
.charts{display:flex;flex-wrap:wrap;gap:18px 28px;align-items:flex-start}
figure{min-width:0;flex:1 1 var(--w,480px);max-width:100%}
figcaption{font-size:.88rem;font-weight:600;margin-bottom:6px}
figcaption span{font-weight:400;color:var(--muted)}
figure svg{display:block;width:100%;height:auto;max-width:calc(var(--w,480px)*1.22);overflow:visible}
figure .narrow{display:none}
svg text{font-family:inherit}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:.88rem;margin:0 0 12px;padding:0;list-style:none}
.legend i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;vertical-align:-1px}
.legend i.dot,.legend i.circle{border-radius:50%}.legend i.square{border-radius:0}
.legend i.triangle-up{border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)}
.legend i.ring{border-radius:50%;border:2.5px solid var(--muted);background:none}
.legend i.tick{width:3px;height:13px;border-radius:0;margin:0 10px 0 5px;vertical-align:-2px}
.legend i.dash{width:20px;height:0;border-top:2px dashed var(--ink);border-radius:0;vertical-align:4px}
.legend i.band{width:22px;height:7px;border-radius:0;background:var(--muted);opacity:.45;vertical-align:1px}
.limit{font-size:.88rem;color:var(--muted);margin-top:10px}
details{border-top:1px solid var(--line);padding:9px 0}
details:last-of-type{border-bottom:1px solid var(--line)}
summary{cursor:pointer;font-weight:600;font-size:.95rem}
summary .muted{font-weight:400}
details>.charts,details>ul,details>pre{margin-top:12px}
.panels figure{flex-basis:100%}
.panels.small figure{flex:1 1 300px}
dl.facts{display:grid;grid-template-columns:104px 1fr;gap:5px 16px;font-size:.93rem}
dl.facts dt{color:var(--muted)}dl.facts dd{overflow-wrap:anywhere}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:26px 40px}
.two p{font-size:.93rem}
h3{font-size:1rem;margin-bottom:8px}
h3.after,.charts.after{margin-top:20px}
.cause{margin:12px 0 4px}.cause+ul{margin-bottom:10px}
.notes.inner{margin:0 0 14px}
ul.findings{list-style:none;padding:0;margin:8px 0 0;font-size:.93rem}ul.findings li{padding:4px 0}
ul.plain{padding-left:20px;font-size:.93rem}ul.plain li+li{margin-top:4px}
pre{background:var(--ground);border:1px solid var(--line);border-radius:8px;padding:10px 12px;overflow-x:auto;
  white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0 0}
footer{max-width:1120px;margin:0 auto;padding:20px 20px 40px;color:var(--muted);font-size:.88rem}`;

const TABLE = `
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums;width:100%}
caption{text-align:left;color:var(--muted);font-size:.86rem;padding-bottom:8px}
th,td{padding:6px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
thead th{font-weight:600;color:var(--muted);vertical-align:bottom;border-bottom:1px solid var(--muted)}
thead th.group{text-align:center;border-bottom:1px solid var(--line);padding-bottom:3px}
thead th[data-sort]{cursor:pointer}
thead th[aria-sort]{color:var(--ink)}
thead th[aria-sort=ascending]::after{content:" \\2191"}thead th[aria-sort=descending]::after{content:" \\2193"}
th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--paper);padding-left:0}
tbody th{font-weight:600}
tbody th i{display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:8px}
tr.chosen th,tr.chosen td,tr.chosen th:first-child{background:var(--accent-soft)}
th.text{text-align:left}td.text{text-align:left;white-space:normal;min-width:190px;color:var(--muted)}
.edge{border-left:1px solid var(--line)}`;

const NARROW = `
@media (max-width:960px){.cards{grid-template-columns:repeat(4,1fr)}}
@media (max-width:640px){
  main,header.top{padding-left:12px;padding-right:12px}
  .answer{padding:20px 18px}section.part{padding:18px 15px}
  .cards{grid-template-columns:repeat(2,1fr);gap:10px}.cards .card{padding:11px 12px}.cards dd{font-size:1.3rem}
  figure{flex-basis:100%}
  figure .wide{display:none}figure .narrow{display:block;max-width:460px}
  tbody th:first-child,thead th:first-child{min-width:118px;max-width:46vw;white-space:normal}
  dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:7px}
}`;

const PRINT = `
@media print{
  :root,:root[data-theme=dark]{${LIGHT}}
  @page{margin:14mm}
  body{background:none;font-size:10.5pt}main,header.top{max-width:none;padding:0}
  nav,button,.skip{display:none}
  section.part,.answer,.card,.note-item{border-color:#bbb;break-inside:auto;border-radius:0}
  section.part{border:0;border-top:1px solid #bbb;padding:14px 0;margin-top:10px}
  .answer{padding:18px 0;border-left:0;border-right:0;border-bottom:0}
  h2,h3,.aid,figcaption,summary,caption{break-after:avoid}
  figure,.card,.note-item,tr{break-inside:avoid}
  .cards{grid-template-columns:repeat(4,1fr)}
  figure .wide{display:block}figure .narrow{display:none}
  .scroll{overflow:visible}.scroll table{font-size:6.6pt}
  .scroll th,.scroll td{padding:2px 3px;white-space:normal}
  #timeline details:not([open]),#timeline .limit{display:none}
  th:first-child,td:first-child{position:static}
  *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}`;

export const STYLE = [BASE, TOP, ANSWER, SECTION, TABLE, NARROW, PRINT].join('\n');
