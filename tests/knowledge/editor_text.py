"""An article with everything one may write."""

TEXT = (
    "<h2>Before</h2><p>Use <strong>citric</strong> <em>acid</em>, <code>E330</code>, H<sub>2</sub>O.</p>"
    '<ul><li><p>one</p></li></ul><ol start="3"><li><p>three</p></li></ol>'
    '<pre><code class="language-ini">hardness = 14</code></pre>'
    "<table><tbody><tr><th><p>Part</p></th></tr><tr><td><p>Seal</p></td></tr></tbody></table>"
    '<img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9'
    'QDwADhgGAWjR9awAAAABJRU5ErkJggg==" alt="Seal">'
    "<blockquote><p>Said so.</p></blockquote><hr><h3>After</h3><p>End</p>"
)
