/** The rules of `LETTER_RULES` for consonant letters. */
export const CONSONANT_RULES: Readonly<Record<string, string>> = {
  b: `
_[be]^#=B IH
[being]=B IY IH NG
_[both]_=B OW TH
_[bus]#=B IH Z
[buil]=B IH L
[b]=B`,
  c: `
_[ch]^=K
^e[ch]=K
[ch]=CH
_s[ci]#=S AY
[ci]a=SH
[ci]o=SH
[ci]en=SH
[c]+=S
[ck]=K
[com]%=K AH M
[c]=K`,
  d: `
#:[ded]_=D IH D
.e[d]_=D
#:^e[d]_=T
_[de]^#=D IH
_[do]_=D UW
_[dow]=D AW
[du]a=JH UW
[dg]e=JH
[d]=D`,
  f: `
[ful]=F UH L
[f]=F`,
  g: `
[giv]=G IH V
_[g]i^=G
[ge]t=G EH
su[gges]=G JH EH S
[gg]=G
_b#[g]=G
[g]+=JH
[great]=G R EY T
#[gh]=
_[gn]=N
[g]=G`,
  h: `
_[hav]=HH AE V
_[here]=HH IY R
_[hour]=AW ER
[how]=HH AW
[h]#=HH
[h]=`,
  j: `
[j]=JH`,
  k: `
_[k]n=
[k]=K`,
  l: `
[lo]c#=L OW
l[l]=
#:^[l]%=AX L
[lead]=L IY D
[l]=L`,
  m: `
[mov]=M UW V
_[mc]=M AX K
[m]=M`,
  n: `
e[ng]+=N JH
[ng]r=NG G
[ng]#=NG G
[ngl]%=NG G AX L
[ng]=NG
[nk]=NG K
[n]=N`,
  p: `
[ph]=F
[peop]=P IY P
[pow]=P AW
[put]_=P UH T
_[ps]=S
_[pn]=N
[p]=P`,
  q: `
[quar]=K W AO R
[qu]=K W
[q]=K`,
  r: `
_[re]^#=R IY
[rh]=R
[r]=R`,
  s: `
[sh]=SH
#[sion]=ZH AX N
[some]=S AH M
#[sur]#=ZH ER
[sur]#=SH ER
#[su]#=ZH UW
#[ssu]#=SH UW
#[sed]_=Z D
#[s]#=Z
[said]=S EH D
^[sion]=SH AX N
[s]s=
.[s]_=Z
#:.e[s]_=Z
#:^##[s]_=Z
#:^#[s]_=S
u[s]_=S
_:#[s]_=Z
_[sch]=S K
[s]c+=
#[sm]=Z M
#[sn]'=Z AX N
[s]=S`,
  t: `
_[to]_=T UW
[ther]=DH ER
[their]=DH EH R
[th]=TH
#:[ted]_=T IH D
s[ti]#n=CH
[ti]o=SH
[ti]a=SH
[tien]=SH AX N
[tur]#=CH ER
[tu]a=CH UW
[tch]=CH
_[two]=T UW
[t]=T`,
  v: `
[view]=V Y UW
[v]=V`,
  w: `
_[were]=W ER
[wa]s=W AA
[wa]t=W AA
[where]=W EH R
[what]=W AH T
[whol]=HH OW L
[who]=HH UW
[wh]=W
[war]=W AO R
[wor]^=W ER
[wr]=R
[w]=W`,
  x: `
_[x]=Z
[x]=K S`,
  z: `
[z]=Z`,
};
