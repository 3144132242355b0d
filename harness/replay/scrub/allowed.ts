/** What may stay as it is: values that say how a program works, and words of its interface. */
import { looksLikeTime } from './numbers.ts'

/** What a person lets stay besides. */
export interface Allowance {
  /** Values, words or phrases. */
  readonly words?: readonly string[]
  /** Names of fields, in the form of `fieldName`, whose values stay. */
  readonly fields?: readonly string[]
}

/** Words of the pages themselves, some of which the worker looks for. */
export const interfaceWords: ReadonlySet<string> = new Set(
  `首页 作品管理 评论管理 私信管理 选择作品 作品 评论 私信 消息 通知 粉丝 关注 获赞 互动 互动管理 数据中心 内容管理
  抖音 抖音号 抖音创作者中心 抖音创作服务平台 创作者中心 创作中心 创作者服务平台 开放平台 巨量引擎 发布 发布于 发布视频 发布图文 高清发布
  登录 登录抖音 注册 退出登录 扫码登录 验证码登录 密码登录 手机号登录 我是创作者 我是 获取验证码 请输入手机号 请输入验证码 二维码 二维码已失效 刷新 点击刷新 打开抖音
  发送 取消 确定 确认 保存 删除 编辑 回复 查看 条回复 查看更多 展开 收起 更多 全部 搜索 筛选 加载中 暂无数据 没有更多了 没有更多 已加载全部
  作者 置顶 已读 未读 已撤回 撤回了一条消息 刚刚 分钟前 小时前 天前 昨天 今天 年 月 日 万 亿 播放 点赞 收藏 分享 转发 视频 图文 直播 合集
  昵称 头像 简介 设置 帮助 反馈 账号 账号设置 个人中心 陌生人消息 好友 群消息 系统通知 审核中 已发布 未通过 私密 公开`
    .split(/\s+/)
    .filter(Boolean),
)

/** Fields whose values are words of a program. */
const structuralField =
  /(^|_)(type|kind|mode|status|state|scene|platform|format|lang|language|locale|level|version|method|action|event|unit|codec|quality|channel|app_name|os|os_name|engine|browser|browser_name|direction|category|sort|order|order_by|role|theme|encoding|charset|protocol|schema|env|environment|currency|align|layout|position|target|source|from|entry|tab|page|module|component|tag|group|bucket|experiment|variant|strategy|policy|priority|position_type|reason|result|error|code|status_msg|extra_type|log_level|content_type|mime_type|resource_type|http_version|same_site|e2e|referrer_policy)$/

/** A word of a program: `star_atlas`, `text/html`, `2g`; no number of five digits or more. */
const programWord =
  /^(?!.*\d{5})(?=.{1,32}$)[a-z][a-z0-9]*([_/+:-][a-z0-9]+)*$|^[A-Z][A-Z0-9_]{0,24}$/

/** Words of programs that tell nothing in whichever field. */
export const commonValues: ReadonlySet<string> = new Set(
  'ok success succeed fail failed error none null undefined unknown default auto true false yes no on off web pc mobile android ios windows mac linux webapp online offline'.split(
    ' ',
  ),
)

/** Values that tell nothing of anybody in whichever field. */
const plainValues: readonly RegExp[] = [
  // Nothing but signs, or a single ASCII letter.
  /^[^\p{N}\p{Alphabetic}]*$/u,
  /^[A-Za-z]$/,
  // Days and times of day.
  /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/,
  /^\d{1,2}:\d\d(:\d\d)?$/,
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/,
  // Short numbers, percentages, sizes, colours, versions of three parts.
  /^[+-]?\d{1,5}(\.\d{1,4})?(px|em|rem|%|ms|s|vh|vw)?$/,
  /^\d{1,5}[x*]\d{1,5}$/,
  /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i,
  /^v?\d{1,4}(\.\d{1,4}){1,2}$/,
  // Languages, types of media, browsers.
  /^[a-z]{2}([-_](Hans|Hant))?([-_][A-Z]{2})?$/,
  /^(image|video|audio|text|application|font|multipart|model)\/[\w.+*-]{1,60}(;\s*charset=[\w-]{1,20})?$/,
  /^Mozilla\/5\.0 \([\w .;:,/+-]{1,120}\)[\w .;:,/()+-]{0,160}$/,
]

/** Fields whose numbers count, measure or tell a time. */
const countingField =
  /(^|_)(count|counts|cnt|num|total|size|length|bytes|width|height|duration|offset|limit|index|rank|score|rate|ratio|time|times|timestamp|ts|at|expires?|expire_in|expires_in|ttl|interval|timeout|delay|version_code|app_version|update_version_code|bitrate|bit_rate|fps|age|seq|sequence|max_age|amount|price|views|likes|plays|t)$|^_t$|_(ms|sec|seconds)$/

/** Whether a text may stay. @param field in the form of `fieldName` */
export function mayStay(text: string, field: string | undefined, allowance: Allowance): boolean {
  if (field !== undefined && allowance.fields?.includes(field)) return true
  if (interfaceWords.has(text) || allowance.words?.includes(text)) return true
  if (commonValues.has(text) || plainValues.some((pattern) => pattern.test(text))) return true
  if (/^\d+$/.test(text)) return numberMayStay(text, field, allowance)
  return field !== undefined && structuralField.test(field) && programWord.test(text)
}

/** Whether a whole number in a field without a kind may stay. @param digits without a sign */
export function numberMayStay(
  digits: string,
  field: string | undefined,
  allowance: Allowance,
): boolean {
  if (field !== undefined && allowance.fields?.includes(field)) return true
  if (digits.length < 9 || looksLikeTime(digits)) return true
  return field !== undefined && digits.length < 17 && countingField.test(field)
}

/** Whether a run of letters in the midst of a text may stay. */
export function runMayStay(run: string, allowance: Allowance): boolean {
  return interfaceWords.has(run) || allowance.words?.includes(run) === true
}
