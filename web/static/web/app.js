document.getElementById('app').textContent = document.body.dataset.bankName;
