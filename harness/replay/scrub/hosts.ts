/** Hosts of everybody: platforms, their stores of pictures, standards, libraries. */
const everybody =
  /(^|\.)(douyin|iesdouyin|douyinpic|douyinvod|douyincdn|douyinstatic|snssdk|amemv|bytedance|byteimg|bytegoofy|bytednsdoc|bytescm|bytetos|bytecdn|bytedapm|bytetcc|zijieapi|zjcdn|pstatp|ixigua|toutiao|oceanengine|feishu|larkoffice|ecombdapi|jinritemai|w3|schema|ietf|mozilla|google|gstatic|googleapis|googletagmanager|google-analytics|reactjs|react|vuejs|github|githubusercontent|npmjs|unpkg|jsdelivr|cloudflare|nodejs|webpack|babeljs|apple|microsoft|qq|weixin|alicdn|aliyun|aliyuncs|baidu|bdstatic|localhost|test|invalid|example)(\.(com|org|net|cn|io|dev|js|com\.cn|gov\.cn))?$/i

/** Whether the host tells nothing of a person. */
export function isPublicHost(host: string): boolean {
  return everybody.test(host) || !host.includes('.')
}
